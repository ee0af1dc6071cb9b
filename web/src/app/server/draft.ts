import { GivenCheck, Lifecycle, ServerView } from '../api/wire';
import { tagsOf, wordsOf } from './form-rules';

/** A check while it is being typed: text everywhere, empty for "the default". */
export interface CheckDraft {
  type: 'tcp' | 'http';
  name: string;
  port: string;
  path: string;
  tls: boolean;
  statuses: string;
  bodyContains: string;
  severity: 'critical' | 'warning';
  intervalSeconds: string;
  timeoutMs: string;
  warnMs: string;
  failAfter: string;
  recoverAfter: string;
}

/** A server while it is being typed. */
export interface Draft {
  hostname: string;
  ipAddress: string;
  lifecycle: Lifecycle;
  environment: string;
  region: string;
  site: string;
  role: string;
  owner: string;
  externalId: string;
  sshPort: string;
  tags: string;
  notes: string;
  checks: CheckDraft[];
}

export const newCheck: CheckDraft = {
  type: 'tcp',
  name: '',
  port: '22',
  path: '',
  tls: false,
  statuses: '',
  bodyContains: '',
  severity: 'critical',
  intervalSeconds: '',
  timeoutMs: '',
  warnMs: '',
  failAfter: '',
  recoverAfter: '',
};

export const newDraft: Draft = {
  hostname: '',
  ipAddress: '',
  lifecycle: 'active',
  environment: '',
  region: '',
  site: '',
  role: '',
  owner: '',
  externalId: '',
  sshPort: '22',
  tags: '',
  notes: '',
  checks: [newCheck],
};

export function draftOf(server: ServerView): Draft {
  return {
    hostname: server.hostname,
    ipAddress: server.ipAddress ?? '',
    lifecycle: server.lifecycle,
    environment: server.environment ?? '',
    region: server.region ?? '',
    site: server.site ?? '',
    role: server.role ?? '',
    owner: server.owner ?? '',
    externalId: server.externalId ?? '',
    sshPort: String(server.ssh.port),
    tags: server.tags.join(' '),
    notes: server.notes ?? '',
    checks: server.checks.map(checkDraftOf),
  };
}

/** The body that registers it. */
export function registrationOf(draft: Draft): object {
  const fields = Object.entries(fieldsOf(draft)).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(fields), lifecycle: draft.lifecycle };
}

/** What a new server is made from: what it gives is filled in, and followed wherever it is left as it is. */
export interface Origin {
  templateId: string;
  name: string;
  draft: Draft;
}

/** The body that registers it as its origin has it, but for what was changed here. */
export function registrationFrom({ templateId, draft: origin }: Origin, draft: Draft): object {
  const { hostname } = fieldsOf(draft);
  return { templateId, ...changesOf(origin, draft), hostname, lifecycle: draft.lifecycle };
}

/** The body that changes only what was changed here, so that it takes back nobody's work; `null` clears. */
export function changesOf(before: Draft, after: Draft): Record<string, unknown> {
  const old = fieldsOf(before);
  const entries = Object.entries(fieldsOf(after));
  return Object.fromEntries(entries.filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field])));
}

/** The place in the form of a field that the server points at. */
export function pathOf(pointer: string): (string | number)[] {
  const [first = '', second, ...rest] = pointer.split('/').slice(1);
  if (first === 'ssh') return ['sshPort'];
  if (first !== 'checks') return [first];
  if (second === undefined) return ['checks'];
  const field = rest[0] === 'expect' ? (rest[1] === 'bodyContains' ? 'bodyContains' : 'statuses') : rest[0];
  return ['checks', Number(second), ...(field === undefined ? [] : [field])];
}

function fieldsOf(draft: Draft): Record<string, unknown> {
  return {
    hostname: draft.hostname.trim().toLowerCase(),
    ipAddress: textOf(draft.ipAddress),
    environment: textOf(draft.environment),
    region: textOf(draft.region),
    site: textOf(draft.site),
    role: textOf(draft.role),
    owner: textOf(draft.owner),
    externalId: textOf(draft.externalId),
    ssh: draft.sshPort.trim() === '' ? null : { port: Number(draft.sshPort) },
    tags: tagsOf(draft.tags),
    notes: textOf(draft.notes),
    checks: draft.checks.map(checkOf),
  };
}

export function checkDraftOf(check: GivenCheck): CheckDraft {
  const isDefaultName = check.name === `${check.type} ${check.port}`;
  return {
    type: check.type,
    name: isDefaultName ? '' : (check.name ?? ''),
    port: shownNumber(check.port),
    path: check.path ?? '',
    tls: check.tls ?? false,
    statuses: check.expect?.status?.join(' ') ?? '',
    bodyContains: check.expect?.bodyContains ?? '',
    severity: check.severity ?? 'critical',
    intervalSeconds: shownNumber(check.intervalSeconds),
    timeoutMs: shownNumber(check.timeoutMs),
    warnMs: shownNumber(check.warnMs),
    failAfter: shownNumber(check.failAfter),
    recoverAfter: shownNumber(check.recoverAfter),
  };
}

/** The check as it is sent. */
export function checkOf(draft: CheckDraft): object {
  const status = wordsOf(draft.statuses).map(Number);
  const bodyContains = textOf(draft.bodyContains);
  const expect = { ...(status.length > 0 && { status }), ...(bodyContains !== null && { bodyContains }) };
  const isHttp = draft.type === 'http';
  return {
    type: draft.type,
    ...given('name', textOf(draft.name)),
    ...given('port', numberOf(draft.port)),
    ...(isHttp && { ...given('path', textOf(draft.path)), tls: draft.tls }),
    ...(isHttp && Object.keys(expect).length > 0 && { expect }),
    severity: draft.severity,
    ...given('intervalSeconds', numberOf(draft.intervalSeconds)),
    ...given('timeoutMs', numberOf(draft.timeoutMs)),
    ...given('warnMs', numberOf(draft.warnMs)),
    ...given('failAfter', numberOf(draft.failAfter)),
    ...given('recoverAfter', numberOf(draft.recoverAfter)),
  };
}

function given(field: string, value: unknown): object {
  return value === null ? {} : { [field]: value };
}

function textOf(text: string): string | null {
  return text.trim() || null;
}

function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

function shownNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
