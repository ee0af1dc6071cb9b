/** One thing that is wrong with a request, and where: `pointer` is an RFC 6901 JSON pointer into the body, or `/name` of a parameter. */
export interface Fault {
  pointer: string;
  code: string;
  message: string;
  /** Offset of the first wrong character, for texts that are parsed. */
  position?: number;
  /** What may have been meant there, to be written in its place. */
  suggestion?: string;
}

/** A refusal that the caller can act on. Anything else that is thrown is a bug and becomes a bare 500. */
export abstract class DomainError extends Error {
  abstract readonly status: number;
  /** Further members of the problem document (RFC 9457, section 3.2). */
  readonly extensions: Record<string, unknown> = {};

  constructor(
    /** Stable and documented; clients switch on it. */
    readonly code: string,
    message: string,
    readonly errors: Fault[] = [],
  ) {
    super(message);
  }
}

/** The request itself is wrong: malformed, unknown fields, values out of range. */
export class BadRequest extends DomainError {
  readonly status = 400;
}

/** The refusal of one field, which reads as a sentence that begins with its place. */
export function refusedAt(pointer: string, message: string, code = 'field.invalid'): BadRequest {
  return new BadRequest('request.invalid', `\`${pointer}\` ${message}.`, [{ pointer, code, message }]);
}

export class Unauthenticated extends DomainError {
  readonly status = 401;
}

export class Forbidden extends DomainError {
  readonly status = 403;
}

export class NotFound extends DomainError {
  readonly status = 404;

  constructor(kind: string, id: string) {
    super(`${kind}.not-found`, `There is no ${kind} ${id}.`);
  }
}

/** The request is fine, the state of the world is not: duplicates, illegal moves, cycles. */
export class Conflict extends DomainError {
  readonly status = 409;
}

/** What was asked for was there once, and is not kept any more. */
export class Gone extends DomainError {
  readonly status = 410;

  constructor(
    code: string,
    message: string,
    override readonly extensions: Record<string, unknown> = {},
  ) {
    super(code, message);
  }
}

/** The caller looked at another version than the current one. */
export class PreconditionFailed extends DomainError {
  readonly status = 412;
}

export class ContentTooLarge extends DomainError {
  readonly status = 413;
}

/** This installation wants to know which version a write was made against. */
export class PreconditionRequired extends DomainError {
  readonly status = 428;
}

export class UnsupportedMediaType extends DomainError {
  readonly status = 415;
}

export class TooManyRequests extends DomainError {
  readonly status = 429;

  constructor(
    code: string,
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(code, message);
  }
}

/** Something that we need is away for now. */
export class Unavailable extends DomainError {
  readonly status = 503;

  constructor(
    code: string,
    message: string,
    readonly retryAfterSeconds = 5,
  ) {
    super(code, message);
  }
}
