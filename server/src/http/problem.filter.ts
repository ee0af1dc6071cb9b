import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TooManyRequests, Unavailable } from './domain-error.js';
import { problemOf } from './problem.js';
import { requestIdOf } from './request-id.js';

/** The only place that turns a failure into a status. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    this.answer(error, request, response);
  }

  answer(error: unknown, request: Request, response: Response): void {
    const problem = problemOf(error, request.originalUrl, requestIdOf(request));
    if (problem.status >= 500)
      this.log.error({ err: error, requestId: problem.requestId }, `${request.method} ${request.path} failed`);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof TooManyRequests || error instanceof Unavailable)
      response.setHeader('Retry-After', String(error.retryAfterSeconds));
    else if (problem.status === 503) response.setHeader('Retry-After', '5');
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="infrawatch-fleet"');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
