import type { NextFunction, Request, Response } from 'express';

/**
 * What the API answers is of the moment and partly secret, so nobody on the way keeps it. A browser that kept it would ask again
 * with the ETag by itself, which does not count health, and would show what was: 304 is for those who send `If-None-Match` knowingly.
 */
export function unstored(request: Request, response: Response, next: NextFunction): void {
  if (request.path.startsWith('/api/')) response.setHeader('Cache-Control', 'no-store');
  next();
}
