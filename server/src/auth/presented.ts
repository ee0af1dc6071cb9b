import { parseCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import { Forbidden } from '../http/domain-error.js';

export const cookieName = 'fleet_session';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The token that a request carries, in its header or in the console's cookie. A browser sends the cookie by itself, also when
 * another site asks it to; so with the cookie an unsafe method must prove that it comes from our own pages.
 * @throws Forbidden when it does not
 */
export function presented(request: Pick<IncomingMessage, 'headers' | 'method'>): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return bearer;
  const cookie = cookieOf(request);
  if (cookie && !safeMethods.has(request.method ?? 'GET') && !isFromOurPages(request)) {
    throw new Forbidden(
      'auth.cross-site',
      'A change with the console’s cookie must come from the console itself (`Origin`). Programs send a bearer token.',
    );
  }
  return cookie;
}

export function cookieOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return headers.cookie === undefined ? undefined : parseCookie(headers.cookie)[cookieName];
}

/** By `Sec-Fetch-Site` where the browser says it, else by comparing `Origin` with the host that was asked. */
export function isFromOurPages({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  const host = headers['x-forwarded-host'] ?? headers.host;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
