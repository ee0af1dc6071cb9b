import { HttpErrorResponse } from '@angular/common/http';

/** One field that the server refused, named by its JSON pointer. */
export interface Fault {
  pointer: string;
  code: string;
  message: string;
  /** For a fault in a query: the character, from 0. */
  position?: number;
  /** What may have been meant there. */
  suggestion?: string;
}

/** RFC 9457, as the server sends it, or made here when nothing came back. `code` is what to switch on. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string | null;
  requestId: string | null;
  retryAfterSeconds: number | null;
  errors: Fault[];
}

/** Whatever a request failed with, as a problem. */
export function problemOf(error: unknown): Problem {
  const response = error instanceof HttpErrorResponse ? error : causeOf(error);
  if (!response) return made(0, 'client.fault', 'The console could not make sense of the answer', textOf(error));
  if (response.status === 0) {
    return made(
      0,
      'client.unreachable',
      'The server does not answer',
      'Nothing came back. It is tried again by itself.',
    );
  }
  const body: unknown = parsed(response.error);
  if (!isProblem(body)) {
    return made(response.status, 'client.not-a-problem', `The server answered ${response.status}`, null);
  }
  return {
    status: response.status,
    code: body.code ?? 'unknown',
    title: body.title ?? `The server answered ${response.status}`,
    detail: body.detail ?? null,
    requestId: body.requestId ?? null,
    retryAfterSeconds: secondsOf(response.headers.get('Retry-After')),
    errors: body.errors ?? [],
  };
}

/** The one sentence to show where there is room for only one. */
export function sentenceOf(problem: Problem): string {
  return problem.detail ?? problem.errors[0]?.message ?? problem.title;
}

/** A resource wraps what is not an Error. */
function causeOf(error: unknown): HttpErrorResponse | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof HttpErrorResponse ? cause : null;
}

function made(status: number, code: string, title: string, detail: string | null): Problem {
  return { status, code, title, detail, requestId: null, retryAfterSeconds: null, errors: [] };
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function isProblem(body: unknown): body is Partial<Problem> {
  return typeof body === 'object' && body !== null && ('code' in body || 'title' in body);
}

function secondsOf(header: string | null): number | null {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) ? seconds : null;
}

function textOf(error: unknown): string | null {
  return error instanceof Error ? error.message : null;
}
