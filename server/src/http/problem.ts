import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HttpException } from '@nestjs/common';
import { isAway, UnknownCommit } from '../database/away.js';
import { DomainError, type Fault } from './domain-error.js';
import { frameworkFaults, unquoted } from './framework-faults.js';

class ProblemFault implements Fault {
  @ApiProperty({ description: 'RFC 6901 pointer into the body, or `/name` of a parameter.', example: '/hostname' })
  pointer: string;
  @ApiProperty({ example: 'field.unknown' })
  code: string;
  @ApiProperty()
  message: string;
  @ApiPropertyOptional({ description: 'Offset of the first wrong character.' })
  position?: number;
  @ApiPropertyOptional({
    description: 'What may have been meant there, to be written in its place.',
    example: 'lifecycle',
  })
  suggestion?: string;
}

/** RFC 9457. */
export class Problem {
  @ApiProperty({ example: 'about:blank' })
  type: string;
  @ApiProperty({ example: 'Conflict' })
  title: string;
  @ApiProperty({ example: 409 })
  status: number;
  @ApiProperty({ description: 'Stable; switch on this.', example: 'server.hostname-taken' })
  code: string;
  @ApiProperty()
  detail: string;
  @ApiProperty()
  instance: string;
  @ApiProperty()
  requestId: string;
  @ApiProperty({ type: [ProblemFault] })
  errors: ProblemFault[];
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What a failure looks like to the caller. Only a `DomainError` or a refusal of the framework may speak; the rest is a bare 500. */
export function problemOf(error: unknown, instance: string, requestId: string): Problem & Record<string, unknown> {
  const problem = (
    status: number,
    code: string,
    detail: string,
    errors: Fault[] = [],
    more: Record<string, unknown> = {},
  ) => ({
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code,
    detail,
    instance,
    requestId,
    errors,
    ...more,
  });
  if (error instanceof DomainError)
    return problem(error.status, error.code, error.message, error.errors, error.extensions);
  if (error instanceof HttpException)
    return problem(
      error.getStatus(),
      frameworkCode(error.getStatus()),
      unquoted(error.message),
      frameworkFaults(error.cause),
    );
  if (isHttpError(error))
    return problem(error.status, frameworkCode(error.status), unquoted(error.message), frameworkFaults(error));
  if (isDataException(error)) return problem(400, 'request.invalid', 'A value cannot be stored as it is.');
  if (isAway(error)) return problem(503, 'dependency.unavailable', awayOf(error));
  return problem(500, 'internal', 'Something went wrong on our side. The request id leads to the log entry.');
}

function awayOf(error: unknown): string {
  return error instanceof UnknownCommit
    ? 'The database went away while the change was committed: whether it stands is not known. Look, or send the request again with the same Idempotency-Key.'
    : 'The database does not answer at the moment. Nothing was changed.';
}

function frameworkCode(status: number): string {
  return `http.${(titles[status] ?? 'error').toLowerCase().replaceAll(' ', '-')}`;
}

/** Errors of the body parser (http-errors) carry a status below 500 that may be shown. */
function isHttpError(error: unknown): error is Error & { status: number } {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;
}

/** SQLSTATE class 22: a value that passed every rule of ours and that PostgreSQL still cannot hold, such as a NUL inside free JSON. */
function isDataException(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  const state = code ?? driverError?.code;
  return typeof state === 'string' && /^22[\dA-Z]{3}$/.test(state);
}
