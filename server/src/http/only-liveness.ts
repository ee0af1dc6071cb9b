import type { NextFunction, Request, Response } from 'express';
import { NotFound } from './domain-error.js';

/** A worker has no API: it only tells whether it lives. */
export function onlyLiveness(request: Request, _response: Response, next: NextFunction): void {
  const isLiveness = /^\/(api\/health\/|metrics$)/.test(request.path);
  next(isLiveness ? undefined : new NotFound('route', request.path));
}
