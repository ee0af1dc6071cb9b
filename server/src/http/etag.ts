import type { Response } from 'express';
import { BadRequest, PreconditionFailed } from './domain-error.js';

export const matchHeader = 'If-Match';

/** RFC 9110, section 8.8.3; what stands between the quotes may hold commas. A list may have empty members (section 5.6.1). */
const tag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const tags = new RegExp(tag, 'g');
const list = new RegExp(String.raw`^[ \t,]*${tag}(?:[ \t]*,[ \t,]*${tag})*[ \t,]*$`);

export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The view, whose version the answer carries as its ETag. */
export function tagged<View extends { version: number }>(response: Response, view: View): View {
  response.setHeader('ETag', etagOf(view.version));
  return view;
}

/** The answer to a reader who has this version already. */
export function isUnchanged(response: Response, ifNoneMatch: string, version: number): boolean {
  if (!isKnown(ifNoneMatch, version)) return false;
  response.status(304).setHeader('ETag', etagOf(version));
  return true;
}

/**
 * Refuses a write that was made against another version than the current one (RFC 9110, section 13.1.1): one of the tags
 * must be the current one, and a weak tag never is. No header, or `*`, passes whatever the version.
 * @throws PreconditionFailed, or BadRequest when the header is no list of entity tags
 */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined) return;
  const wanted = tagsIn(matchHeader, ifMatch);
  if (wanted === '*' || wanted.includes(etagOf(version))) return;
  const message = `The current version is ${etagOf(version)}, not ${ifMatch}. Read it again before you change it.`;
  throw new PreconditionFailed('http.precondition-failed', message, [
    { pointer: `/${matchHeader}`, code: 'http.precondition-failed', message: `is not ${etagOf(version)}` },
  ]);
}

/**
 * Whether the reader has this version (RFC 9110, section 13.1.2); here a weak tag is as good as any.
 * @throws BadRequest when the header is no list of entity tags
 */
export function isKnown(ifNoneMatch: string, version: number): boolean {
  const known = tagsIn('If-None-Match', ifNoneMatch);
  return known === '*' || known.some((each) => each.replace(/^W\//, '') === etagOf(version));
}

function tagsIn(header: string, text: string): string[] | '*' {
  if (text.trim() === '*') return '*';
  if (list.test(text)) return text.match(tags) ?? [];
  const message = 'must be `*` or entity tags such as "3", with their quotes';
  throw new BadRequest('request.invalid', `\`${header}\` ${message}.`, [
    { pointer: `/${header}`, code: 'etag.malformed', message },
  ]);
}
