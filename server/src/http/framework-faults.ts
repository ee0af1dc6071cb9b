import type { Fault } from './domain-error.js';

/** The places of what the parsers of the framework refuse, by the type of their error. */
const places: Record<string, { pointer: string; code: string }> = {
  'entity.parse.failed': { pointer: '', code: 'json.malformed' },
  'entity.too.large': { pointer: '', code: 'body.too-large' },
  'request.size.invalid': { pointer: '/Content-Length', code: 'body.another-length' },
  'charset.unsupported': { pointer: '/Content-Type', code: 'charset.unsupported' },
  'encoding.unsupported': { pointer: '/Content-Encoding', code: 'encoding.unsupported' },
};

/** Where a request is wrong that nobody of us has seen yet: its body cannot be parsed, or its path not decoded. */
export function frameworkFaults(error: Error): Fault[] {
  const { message } = error;
  if (error instanceof URIError) return [{ pointer: '/path', code: 'path.malformed', message }];
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  const place = Object.hasOwn(places, type) ? places[type] : undefined;
  if (!place) return [];
  const position = type === 'entity.parse.failed' ? /at position (\d+)/.exec(message)?.[1] : undefined;
  return [{ ...place, message, ...(position === undefined ? {} : { position: Number(position) }) }];
}
