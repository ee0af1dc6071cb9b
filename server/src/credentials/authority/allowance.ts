import { BadRequest, Forbidden, refusedAt } from '../../http/domain-error.js';
import { includes, type RoleName } from '../../http/role.js';
import type { Purpose } from './certificate.js';

/** Who may get certificates for whom: everybody of a role and above, or one user. */
export interface PrincipalRule {
  role: RoleName | null;
  userId: string | null;
  principals: readonly string[];
}

export interface Asker {
  role: RoleName;
  userId: string;
}

/** Among the principals of a rule: whoever is asked for. */
export const anybody = '*';

const hour = 3_600;
const day = 24 * hour;
const limits = {
  user: { standard: hour, most: day },
  host: { standard: 90 * day, most: 90 * day },
} as const satisfies Record<Purpose, { standard: number; most: number }>;
/** Nobody gets more. */
const mostOfAll = 366 * day;
/** A clock that is behind ours must not refuse what was signed just now. */
const skewMs = 300_000;

/** An admin writes the rules, and is not bound by them. @throws Forbidden that names whom no rule grants */
export function requireGranted(rules: readonly PrincipalRule[], asker: Asker, wanted: readonly string[]): void {
  if (asker.role === 'admin') return;
  const granted = new Set(rules.filter((rule) => isFor(rule, asker)).flatMap(({ principals }) => principals));
  const lacking = granted.has(anybody) ? [] : wanted.filter((each) => !granted.has(each));
  if (lacking.length === 0) return;
  const message = `No rule of this authority lets you have a certificate for ${lacking.join(', ')}.`;
  throw new Forbidden('certificate.principal-not-granted', message, [
    {
      pointer: '/principals',
      code: 'certificate.principal-not-granted',
      message: `${lacking.join(', ')}: not granted`,
    },
  ]);
}

function isFor({ role, userId }: PrincipalRule, asker: Asker): boolean {
  return userId === asker.userId || (role !== null && includes(asker.role, role));
}

/** From when until when. @throws BadRequest when it is longer than this role may have it */
export function validity(
  purpose: Purpose,
  role: RoleName,
  now: Date,
  seconds: number = limits[purpose].standard,
): { validAfter: Date; validBefore: Date } {
  const most = role === 'admin' ? mostOfAll : limits[purpose].most;
  if (seconds > most) throw tooLong(purpose, most);
  return { validAfter: new Date(now.getTime() - skewMs), validBefore: new Date(now.getTime() + seconds * 1_000) };
}

function tooLong(purpose: Purpose, most: number): BadRequest {
  const longest = most % day === 0 ? `${most / day} days` : `${most / hour} hours`;
  return refusedAt('/validSeconds', `must not be more than ${most} (${longest}) for a ${purpose} certificate`);
}
