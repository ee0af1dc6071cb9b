import type { NextFunction, Request, Response } from 'express';
import { UnsupportedMediaType } from './domain-error.js';
import { isUpload } from './upload.js';

/** A body that nobody would read is refused, not ignored. What an upload may be, its route knows. */
export function onlyJson(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  const type = request.headers['content-type'] ?? 'none';
  const isRefused =
    hasBody &&
    request.path.startsWith('/api/') &&
    !isUpload(request) &&
    !/^application\/([\w.+-]*\+)?json\b/i.test(type);
  next(
    isRefused
      ? new UnsupportedMediaType('http.unsupported-media-type', `The body must be application/json, not ${type}.`, [
          { pointer: '/Content-Type', code: 'http.unsupported-media-type', message: 'must be application/json' },
        ])
      : undefined,
  );
}
