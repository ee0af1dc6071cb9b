import type { Fault } from './domain-error.js';

/** The places of what the parsers of the framework refuse, by the type or code of their error. */
const places: Record<string, { pointer: string; code: string }> = {
  'entity.parse.failed': { pointer: '', code: 'json.malformed' },
  'entity.too.large': { pointer: '', code: 'body.too-large' },
  'request.size.invalid': { pointer: '/Content-Length', code: 'body.another-length' },
  'charset.unsupported': { pointer: '/Content-Type', code: 'charset.unsupported' },
  'encoding.unsupported': { pointer: '/Content-Encoding', code: 'encoding.unsupported' },
  Z_DATA_ERROR: { pointer: '/Content-Encoding', code: 'encoding.broken' },
  Z_BUF_ERROR: { pointer: '/Content-Encoding', code: 'encoding.broken' },
};

/**
 * What the parser says without the piece of the body that it quotes, which may be one of a key or a password.
 * The character that it stumbled over stays.
 */
export function unquoted(message: string): string {
  return message.replace(/, (?:\.{3})?".*"(?:\.{3})? is not valid JSON$|^".*" is not valid JSON$/s, ' in JSON');
}

/** Where a request is wrong that nobody of us has seen yet: its body cannot be parsed, or its path not decoded. */
export function frameworkFaults(error: unknown): Fault[] {
  if (error instanceof URIError) return [{ pointer: '/path', code: 'path.malformed', message: error.message }];
  const { type, code, message } = (error ?? {}) as { type?: unknown; code?: unknown; message?: unknown };
  const kind = [type, code].find((each) => typeof each === 'string' && Object.hasOwn(places, each)) as
    string | undefined;
  const place = kind === undefined ? undefined : places[kind];
  if (!place || typeof message !== 'string') return [];
  const position = kind === 'entity.parse.failed' ? /at position (\d+)/.exec(message)?.[1] : undefined;
  return [{ ...place, message: unquoted(message), ...(position === undefined ? {} : { position: Number(position) }) }];
}
