import { CheckType, GivenCheck, RecordType, StarttlsProtocol } from '../api/wire';
import { linesOf, wordsOf } from './form-rules';

/** A check while it is being typed: text everywhere, empty for "the default". What another type has is kept, and not sent. */
export interface CheckDraft {
  type: CheckType;
  name: string;
  port: string;
  path: string;
  tls: boolean;
  statuses: string;
  bodyContains: string;
  /** A line each, `name: part of the value`. */
  headers: string;
  servername: string;
  starttls: StarttlsProtocol | '';
  warnDays: string;
  warnDiskPercent: string;
  warnLoadPerCore: string;
  warnMemoryPercent: string;
  record: RecordType;
  /** A line each: some records have spaces. */
  records: string;
  severity: 'critical' | 'warning';
  intervalSeconds: string;
  timeoutMs: string;
  warnMs: string;
  failAfter: string;
  recoverAfter: string;
}

export const newCheck: CheckDraft = {
  type: 'tcp',
  name: '',
  port: '22',
  path: '',
  tls: false,
  statuses: '',
  bodyContains: '',
  headers: '',
  servername: '',
  starttls: '',
  warnDays: '',
  warnDiskPercent: '',
  warnLoadPerCore: '',
  warnMemoryPercent: '',
  record: 'A',
  records: '',
  severity: 'critical',
  intervalSeconds: '',
  timeoutMs: '',
  warnMs: '',
  failAfter: '',
  recoverAfter: '',
};

const typicalPorts: Record<CheckType, string> = {
  tcp: '22',
  http: '80',
  tls: '443',
  ssh: '22',
  dns: '',
  icmp: '',
  telemetry: '',
};

/** The port that stands in the box when the type has become another one: what somebody chose stays. */
export function portAfter(port: string, type: CheckType): string {
  return Object.values(typicalPorts).includes(port) ? typicalPorts[type] : port;
}

/** The name that a check has by itself. */
export function ownName({ type, port, record }: Pick<GivenCheck, 'type' | 'port' | 'record'>): string {
  return [type, port ?? (type === 'dns' ? (record ?? 'A') : '')].join(' ').trim();
}

export function checkDraftOf(check: GivenCheck): CheckDraft {
  const { expect } = check;
  return {
    type: check.type,
    name: check.name === undefined || check.name === ownName(check) ? '' : check.name,
    port: shownNumber(check.port),
    path: check.path ?? '',
    tls: check.tls ?? false,
    statuses: expect?.status?.join(' ') ?? '',
    bodyContains: expect?.bodyContains ?? '',
    headers: Object.entries(expect?.headers ?? {})
      .map(([name, part]) => `${name}: ${String(part)}`.trim())
      .join('\n'),
    servername: check.servername ?? '',
    starttls: check.starttls ?? '',
    warnDays: shownNumber(check.warnDays),
    warnDiskPercent: shownNumber(check.warnDiskPercent),
    warnLoadPerCore: shownNumber(check.warnLoadPerCore),
    warnMemoryPercent: shownNumber(check.warnMemoryPercent),
    record: check.record ?? 'A',
    records: expect?.records?.join('\n') ?? '',
    severity: check.severity ?? 'critical',
    intervalSeconds: shownNumber(check.intervalSeconds),
    timeoutMs: shownNumber(check.timeoutMs),
    warnMs: shownNumber(check.warnMs),
    failAfter: shownNumber(check.failAfter),
    recoverAfter: shownNumber(check.recoverAfter),
  };
}

/** What each type may be told beside what every check has. */
const settingsOf: Record<CheckType, (draft: CheckDraft) => object> = {
  tcp: portOf,
  http: (draft) => ({
    ...portOf(draft),
    ...given('path', textOf(draft.path)),
    tls: draft.tls,
    ...given('expect', answerOf(draft)),
  }),
  tls: (draft) => ({
    ...portOf(draft),
    ...given('servername', textOf(draft.servername)),
    ...given('starttls', draft.starttls || null),
    ...given('warnDays', numberOf(draft.warnDays)),
  }),
  ssh: portOf,
  dns: ({ record, records }) => ({
    record,
    ...given('expect', unlessEmpty(given('records', someOf(linesOf(records))))),
  }),
  icmp: () => ({}),
  telemetry: ({ warnDiskPercent, warnLoadPerCore, warnMemoryPercent }) => ({
    ...given('warnDiskPercent', numberOf(warnDiskPercent)),
    ...given('warnLoadPerCore', numberOf(warnLoadPerCore)),
    ...given('warnMemoryPercent', numberOf(warnMemoryPercent)),
  }),
};

/** The check as it is sent. */
export function checkOf(draft: CheckDraft): object {
  return {
    type: draft.type,
    ...given('name', textOf(draft.name)),
    ...settingsOf[draft.type](draft),
    severity: draft.severity,
    ...given('intervalSeconds', numberOf(draft.intervalSeconds)),
    ...given('timeoutMs', numberOf(draft.timeoutMs)),
    ...given('warnMs', numberOf(draft.warnMs)),
    ...given('failAfter', numberOf(draft.failAfter)),
    ...given('recoverAfter', numberOf(draft.recoverAfter)),
  };
}

/** What an http answer has to be like; null when nothing particular. */
export function answerOf({ statuses, bodyContains, headers }: CheckDraft): Expected | null {
  return unlessEmpty({
    ...given('status', someOf(wordsOf(statuses).map(Number))),
    ...given('bodyContains', textOf(bodyContains)),
    ...given('headers', unlessEmpty(Object.fromEntries(linesOf(headers).map(headerOf)))),
  });
}

interface Expected {
  status?: number[];
  bodyContains?: string;
  headers?: Record<string, string>;
}

/** Where in the form a place within a check is. */
export function fieldOfCheck([field, part]: string[]): string[] {
  if (field === undefined) return [];
  if (field !== 'expect') return [field];
  return [part === 'bodyContains' || part === 'headers' || part === 'records' ? part : 'statuses'];
}

function portOf({ port }: CheckDraft): object {
  return given('port', numberOf(port));
}

function headerOf(line: string): [string, string] {
  const [name = '', ...value] = line.split(':');
  return [name.trim(), value.join(':').trim()];
}

function given(field: string, value: unknown): object {
  return value === null ? {} : { [field]: value };
}

function unlessEmpty<T extends object>(fields: T): T | null {
  return Object.keys(fields).length === 0 ? null : fields;
}

function someOf<T>(items: T[]): T[] | null {
  return items.length === 0 ? null : items;
}

export function textOf(text: string): string | null {
  return text.trim() || null;
}

export function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

function shownNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
