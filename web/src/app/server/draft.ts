import { Lifecycle, ServerView } from '../api/wire';
import { CheckDraft, checkDraftOf, checkOf, fieldOfCheck, newCheck, textOf } from './check-draft';
import { tagsOf } from './form-rules';

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
  sshUser: string;
  /** The id of the key that logs in, or empty. */
  sshCredentialId: string;
  tags: string;
  notes: string;
  checks: CheckDraft[];
}

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
  sshUser: '',
  sshCredentialId: '',
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
    sshUser: server.ssh.user ?? '',
    sshCredentialId: server.ssh.credentialId ?? '',
    tags: server.tags.join(' '),
    notes: server.notes ?? '',
    checks: server.checks.map(checkDraftOf),
  };
}

/** The body that registers it. */
export function registrationOf(draft: Draft): object {
  const fields = Object.entries(fieldsOf(draft)).filter(([, value]) => value !== null);
  return { ...bodyOf(Object.fromEntries(fields)), lifecycle: draft.lifecycle };
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
  return bodyOf(differenceOf(before, after));
}

/** What was changed here, by the fields of the form. */
export function differenceOf(before: Draft, after: Draft): Record<string, unknown> {
  const old = fieldsOf(before);
  const entries = Object.entries(fieldsOf(after));
  return Object.fromEntries(entries.filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field])));
}

/** The place in the form of a field that the server points at. */
export function pathOf(pointer: string): (string | number)[] {
  const [first = '', second, ...rest] = pointer.split('/').slice(1);
  if (first === 'ssh') return [sshFields[second ?? ''] ?? 'sshPort'];
  if (first !== 'checks') return [first];
  if (second === undefined) return ['checks'];
  return ['checks', Number(second), ...fieldOfCheck(rest)];
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
    sshPort: draft.sshPort.trim() === '' ? null : Number(draft.sshPort),
    sshUser: textOf(draft.sshUser),
    sshCredentialId: textOf(draft.sshCredentialId),
    tags: tagsOf(draft.tags),
    notes: textOf(draft.notes),
    checks: draft.checks.map(checkOf),
  };
}

const sshFields: Record<string, keyof Draft> = { port: 'sshPort', user: 'sshUser', credentialId: 'sshCredentialId' };

/** What the server calls `ssh` is three fields here. */
function bodyOf(fields: Record<string, unknown>): Record<string, unknown> {
  const ssh = Object.entries(sshFields).filter(([, field]) => field in fields);
  if (ssh.length === 0) return fields;
  const others = Object.entries(fields).filter(([field]) => !ssh.some(([, own]) => own === field));
  return { ...Object.fromEntries(others), ssh: Object.fromEntries(ssh.map(([name, field]) => [name, fields[field]])) };
}
