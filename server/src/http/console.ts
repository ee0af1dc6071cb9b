import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';

const built = fileURLToPath(new URL('../../../web/dist/browser', import.meta.url));

/** What the program answers itself: nobody needs to look for a file of that name. */
const answered = /^\/(api|socket\.io|metrics)(\/|$)/;

/** The console's files. Hashed names are kept by browsers for a year; every path that is no file is a page of the console. */
export function consoleFiles(): Router {
  const router = express.Router();
  router.use((request: Request, _response: Response, next: NextFunction) =>
    next(answered.test(request.path) ? 'router' : undefined),
  );
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
    const isPage = request.method === 'GET' && request.accepts('html');
    if (!isPage || !existsSync(`${built}/index.html`)) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: built });
  });
  return router;
}
