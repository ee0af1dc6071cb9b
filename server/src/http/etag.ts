import { BadRequest, PreconditionFailed } from './domain-error.js';

export const matchHeader = 'If-Match';

/** RFC 9110, section 8.8.3; what stands between the quotes may hold commas. A list may have empty members (section 5.6.1). */
const tag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const tags = new RegExp(tag, 'g');
const list = new RegExp(String.raw`^[ \t,]*${tag}(?:[ \t]*,[ \t,]*${tag})*[ \t,]*$`);

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Refuses a write that was made against another version than the current one (RFC 9110, section 13.1.1): one of the tags
 * must be the current one, and a weak tag never is. No header, or `*`, passes whatever the version.
 * @throws PreconditionFailed, or BadRequest when the header is no list of entity tags
 */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (!list.test(ifMatch)) throw unreadable();
  if (ifMatch.match(tags)?.includes(etagOf(version))) return;
  const message = `The current version is ${etagOf(version)}, not ${ifMatch}. Read it again before you change it.`;
  throw new PreconditionFailed('http.precondition-failed', message, [
    { pointer: `/${matchHeader}`, code: 'http.precondition-failed', message: `is not ${etagOf(version)}` },
  ]);
}

function unreadable(): BadRequest {
  const message = 'must be `*` or entity tags such as "3", with their quotes';
  return new BadRequest('request.invalid', `\`${matchHeader}\` ${message}.`, [
    { pointer: `/${matchHeader}`, code: 'etag.malformed', message },
  ]);
}
