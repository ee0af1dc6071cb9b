# The console behind nginx, which hands the API and the live socket on. Built from the repository's root.
# `npm install` for the reason given in server.Dockerfile.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY server/package.json server/
COPY web/package.json web/
RUN npm install --ignore-scripts --no-audit --no-fund --workspace web --include-workspace-root
COPY web web
RUN npm run build --workspace web

FROM nginx:1.28
COPY docker/nginx.conf.template docker/console-headers.conf docker/api-proxy.conf docker/ui-start.sh /etc/fleet/
COPY --from=build /app/web/dist/browser /usr/share/nginx/html
ENV FLEET_API=api:3000
USER 101:101
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=3 CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/"]
ENTRYPOINT ["/bin/sh", "/etc/fleet/ui-start.sh"]
