import { BadRequest, type Fault } from '../http/domain-error.js';
import type { Check, CheckType, HttpExpectation } from './checks.dto.js';

/** A check with every default filled in; what is stored and shown. */
export interface DeclaredCheck {
  name: string;
  type: CheckType;
  port: number;
  path: string | null;
  tls: boolean;
  expect: HttpExpectation | null;
  /** Null: the installation's default. */
  intervalSeconds: number | null;
  timeoutMs: number;
  severity: 'critical' | 'warning';
  failAfter: number;
  recoverAfter: number;
  warnMs: number | null;
}

const timeouts: Record<CheckType, number> = { tcp: 2_000, http: 5_000 };
const httpOnly = ['path', 'tls', 'expect'] as const;

/** @throws BadRequest on two checks of one name, and on settings that the type does not have */
export function declared(checks: Check[], sshPort: number): DeclaredCheck[] {
  const faults: Fault[] = [];
  const filled = checks.map((check, at) => {
    for (const field of httpOnly) {
      if (check.type !== 'http' && check[field] !== undefined && check[field] !== null && check[field] !== false) {
        faults.push({
          pointer: `/checks/${at}/${field}`,
          code: 'check.setting-unknown',
          message: `is not a setting of a ${check.type} check`,
        });
      }
    }
    return withDefaults(check, sshPort);
  });
  filled.forEach(({ name }, at) => {
    if (filled.findIndex((other) => other.name === name) < at) {
      faults.push({
        pointer: `/checks/${at}/name`,
        code: 'check.name-taken',
        message: `is the second check named "${name}"`,
      });
    }
  });
  if (faults.length > 0)
    throw new BadRequest(
      'request.invalid',
      `The checks have faults: ${faults.map((f) => `\`${f.pointer}\` ${f.message}`).join('; ')}.`,
      faults,
    );
  return filled;
}

/** What an active server is watched with when nobody said otherwise. */
export function defaultChecks(sshPort: number): DeclaredCheck[] {
  return [withDefaults({ type: 'tcp' }, sshPort)];
}

function withDefaults(check: Check, sshPort: number): DeclaredCheck {
  const isHttp = check.type === 'http';
  const tls = isHttp && (check.tls ?? false);
  const port = check.port ?? (isHttp ? (tls ? 443 : 80) : sshPort);
  return {
    name: check.name ?? `${check.type} ${port}`,
    type: check.type,
    port,
    path: isHttp ? (check.path ?? '/') : null,
    tls,
    expect: isHttp && check.expect ? { ...check.expect } : null,
    intervalSeconds: check.intervalSeconds ?? null,
    timeoutMs: check.timeoutMs ?? timeouts[check.type],
    severity: check.severity ?? 'critical',
    failAfter: check.failAfter ?? 3,
    recoverAfter: check.recoverAfter ?? 2,
    warnMs: check.warnMs ?? null,
  };
}
