import { BadRequest, type Fault } from '../http/domain-error.js';
import type { Check, CheckType, Expectation } from './checks.dto.js';

/** A check with every default filled in; what is stored and shown. */
export interface DeclaredCheck {
  name: string;
  type: CheckType;
  /** Null where the type has none. */
  port: number | null;
  path: string | null;
  tls: boolean;
  expect: Expectation | null;
  /** Null: the installation's default. */
  intervalSeconds: number | null;
  timeoutMs: number;
  severity: 'critical' | 'warning';
  failAfter: number;
  recoverAfter: number;
  warnMs: number | null;
  /** Of tls checks only. */
  servername?: string | null;
  starttls?: Check['starttls'];
  warnDays?: number;
  /** Of telemetry checks only. */
  warnDiskPercent?: number;
  warnLoadPerCore?: number | null;
  warnMemoryPercent?: number | null;
  /** Of dns checks only. */
  record?: Check['record'];
}

/** What each type may be told beside what every check has. */
const settingsOf = {
  tcp: ['port'],
  http: ['port', 'path', 'tls', 'expect'],
  tls: ['port', 'servername', 'starttls', 'warnDays'],
  ssh: ['port'],
  dns: ['record', 'expect'],
  icmp: [],
  telemetry: ['warnDiskPercent', 'warnLoadPerCore', 'warnMemoryPercent'],
} as const satisfies Record<CheckType, readonly (keyof Check)[]>;

const expectationsOf: Partial<Record<CheckType, readonly (keyof Expectation)[]>> = {
  http: ['status', 'bodyContains', 'headers'],
  dns: ['records'],
};

const timeouts: Record<CheckType, number> = {
  tcp: 2_000,
  http: 5_000,
  tls: 5_000,
  ssh: 5_000,
  dns: 5_000,
  icmp: 2_000,
  telemetry: 10_000,
};
const specific = [...new Set(Object.values(settingsOf).flat())];
/** RFC 3207, RFC 9051, and the defaults of the databases. */
export const starttlsPorts = { smtp: 25, imap: 143, postgres: 5432, mysql: 3306, ldap: 389 };

/** @throws BadRequest on two checks of one name, and on settings that the type does not have */
export function declared(checks: Check[], sshPort: number): DeclaredCheck[] {
  const faults: Fault[] = checks.flatMap((check, at) =>
    foreignTo(check).map((place) => ({
      pointer: `/checks/${at}/${place}`,
      code: 'check.setting-unknown',
      message: `is not a setting of a ${check.type} check`,
    })),
  );
  checks.forEach(({ expect }, at) => faults.push(...headerFaults(expect?.headers, `/checks/${at}/expect/headers`)));
  const filled = checks.map((check) => withDefaults(check, sshPort));
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

/** The settings that are given and that the type does not have. */
function foreignTo(check: Check): string[] {
  const isGiven = (value: unknown) => value !== undefined && value !== null && value !== false;
  const own: readonly string[] = settingsOf[check.type];
  const foreign: string[] = specific.filter((field) => isGiven(check[field]) && !own.includes(field));
  if (foreign.includes('expect') || !check.expect) return foreign;
  const expected: readonly string[] = expectationsOf[check.type] ?? [];
  const parts = Object.entries(check.expect).filter(([part, value]) => isGiven(value) && !expected.includes(part));
  return [...foreign, ...parts.map(([part]) => `expect/${part}`)];
}

function headerFaults(headers: object | undefined, pointer: string): Fault[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]: [string, unknown]) => {
    const isName = /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name);
    if (isName && typeof value === 'string' && value.length <= 1_000) return [];
    const message = isName ? 'must be a text of at most 1,000 characters' : 'is no name of a header';
    return [{ pointer: `${pointer}/${name}`, code: 'field.invalid', message }];
  });
}

function withDefaults(check: Check, sshPort: number): DeclaredCheck {
  const { type } = check;
  const isHttp = type === 'http';
  const tls = isHttp && (check.tls ?? false);
  const port = portOf(check, tls, sshPort);
  const record = check.record ?? 'A';
  return {
    name: check.name ?? [type, port ?? (type === 'dns' ? record : '')].join(' ').trim(),
    type,
    port,
    path: isHttp ? (check.path ?? '/') : null,
    tls,
    expect: check.expect ? { ...check.expect } : null,
    intervalSeconds: check.intervalSeconds ?? null,
    timeoutMs: check.timeoutMs ?? timeouts[type],
    severity: check.severity ?? 'critical',
    failAfter: check.failAfter ?? 3,
    recoverAfter: check.recoverAfter ?? 2,
    warnMs: check.warnMs ?? null,
    ...(type === 'tls' && {
      servername: check.servername || null,
      starttls: check.starttls ?? null,
      warnDays: check.warnDays ?? 14,
    }),
    ...(type === 'dns' && { record }),
    ...(type === 'telemetry' && {
      warnDiskPercent: check.warnDiskPercent ?? 90,
      warnLoadPerCore: check.warnLoadPerCore ?? null,
      warnMemoryPercent: check.warnMemoryPercent ?? null,
    }),
  };
}

function portOf({ type, port, starttls }: Check, tls: boolean, sshPort: number): number | null {
  switch (type) {
    case 'tcp':
    case 'ssh':
      return port ?? sshPort;
    case 'http':
      return port ?? (tls ? 443 : 80);
    case 'tls':
      return port ?? (starttls ? starttlsPorts[starttls] : 443);
    case 'dns':
    case 'icmp':
    case 'telemetry':
      return null;
  }
}
