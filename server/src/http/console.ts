import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';

const built = fileURLToPath(new URL('../../../web/dist/browser', import.meta.url));

/** The console's files. Hashed names are kept by browsers for a year; every path that is no file is a page of the console. */
export function consoleFiles(): Router {
  const router = express.Router();
  router.use(
    express.static(built, {
      index: false,
      setHeaders: (response, path) => {
        response.setHeader(
          'Cache-Control',
          /-[A-Z\d]{8}\.\w+$/i.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    }),
  );
  router.use((request: Request, response: Response, next: NextFunction) => {
    const isPage =
      request.method === 'GET' && !/^\/(api|socket\.io|metrics)(\/|$)/.test(request.path) && request.accepts('html');
    if (!isPage || !existsSync(`${built}/index.html`)) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: built });
  });
  return router;
}
