import { isoOf } from '../database/moment.js';
import type { Check } from './checks.dto.js';
import type { CheckHealth, Health, HealthStatus, Maintenance } from './health.dto.js';
import { maintenanceOf } from './maintenance.js';
import type { Lifecycle } from './lifecycle.js';
import { nextCheckAt } from './next-check.js';
import type { ServerView } from './servers.dto.js';

/** A server with what was observed of it, as `columnsOf` selects it. Times are as PostgreSQL prints them. */
export interface ServerRow {
  id: string;
  hostname: string;
  external_id: string | null;
  ip_address: string | null;
  addresses: string[];
  lifecycle: Lifecycle;
  lifecycle_since: string;
  environment: string | null;
  region: string | null;
  site: string | null;
  role: string | null;
  owner: string | null;
  provider: object | null;
  os: object | null;
  hardware: object | null;
  ssh_port: number;
  ssh_user: string | null;
  ssh_credential_id: string | null;
  tags: string[];
  template_id: string | null;
  template_version: number | null;
  checks: Check[];
  attributes: object;
  notes: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  version: number;
  status: HealthStatus;
  since: string;
  reason: string | null;
  flapping: boolean;
  suppressed_by: string | null;
  in_maintenance: boolean;
  maintenance: Maintenance | null;
  countable: boolean;
  pageable: boolean;
  check_states: CheckState[] | null;
}

/** By place: the names of its members would be most of what is sent. */
type CheckState = [
  name: string,
  type: string,
  status: HealthStatus,
  since: string,
  latencyMs: number | null,
  message: string | null,
  checkedAt: string | null,
  lastUpAt: string | null,
  observed: object | null,
  isStale: boolean,
  intervalSeconds: number,
  phase: number,
];

/** The columns of a server that a page carries, over `s` (servers) and `h` (server_health). */
export function columnsOf(derived: { countable: string; pageable: string }): string {
  return `s.id, s.hostname, s.external_id, host(s.ip_address) AS ip_address, s.addresses, s.lifecycle, s.lifecycle_since::text,
    s.environment, s.region, s.site, s.role, s.owner, s.provider, s.os, s.hardware, s.ssh_port, s.ssh_user, s.ssh_credential_id,
    s.tags, s.template_id, s.template_version, s.checks, s.attributes, s.notes, s.created_at::text, s.updated_at::text, s.deleted_at::text, s.version,
    h.status, h.since::text, h.reason, h.flapping, h.suppressed_by, h.in_maintenance, h.maintenance,
    (${derived.countable}) AS countable, (${derived.pageable}) AS pageable`;
}

/** The states of the checks of `page`, to be joined beside it. */
export function checkStates(derived: { checkIsStale: string }): string {
  return `LEFT JOIN LATERAL (
      SELECT json_agg(json_build_array(c.name, c.type, c.status, c.since, c.latency_ms, c.message, c.checked_at, c.last_up_at, c.observed,
        ${derived.checkIsStale}, c.interval_seconds, c.phase) ORDER BY c.ordinal) AS check_states
      FROM checks c WHERE c.server_id = page.id) states ON TRUE`;
}

/** What leaves the building; a column is private until it is named here. */
export function viewOf(
  row: ServerRow,
  defaultIntervalSeconds: number,
  now: number,
  groups: readonly string[] = [],
): ServerView {
  return {
    id: row.id,
    hostname: row.hostname,
    externalId: row.external_id,
    ipAddress: row.ip_address,
    addresses: row.addresses,
    lifecycle: row.lifecycle,
    lifecycleSince: isoOf(row.lifecycle_since),
    environment: row.environment,
    region: row.region,
    site: row.site,
    role: row.role,
    owner: row.owner,
    provider: row.provider,
    os: row.os,
    hardware: row.hardware,
    ssh: { port: row.ssh_port, user: row.ssh_user, credentialId: row.ssh_credential_id },
    tags: row.tags,
    groups: [...groups],
    templateId: row.template_id,
    templateVersion: row.template_version,
    checks: row.checks,
    attributes: row.attributes,
    notes: row.notes,
    health: healthOf(row, defaultIntervalSeconds, now),
    countable: row.countable,
    pageable: row.pageable,
    createdAt: isoOf(row.created_at),
    updatedAt: isoOf(row.updated_at),
    deletedAt: row.deleted_at === null ? null : isoOf(row.deleted_at),
    version: row.version,
  };
}

function healthOf(row: ServerRow, defaultIntervalSeconds: number, now: number): Health {
  const states = row.check_states ?? [];
  const checks = states.map(checkHealthOf);
  let last: string | null = null;
  for (const { checkedAt } of checks) if (checkedAt !== null && (last === null || checkedAt > last)) last = checkedAt;
  const next = Math.min(...states.map((state) => nextCheckOf(state, defaultIntervalSeconds, now)));
  return {
    status: row.status,
    since: isoOf(row.since),
    reason: row.reason,
    lastCheckedAt: last,
    nextCheckAt: next === Infinity ? null : new Date(next).toISOString(),
    latencyMs: checks[0]?.latencyMs ?? null,
    uptime: null,
    checks,
    flapping: row.flapping,
    stale: checks.some(({ stale }) => stale),
    suppressedBy: row.suppressed_by,
    inMaintenance: row.in_maintenance,
    maintenance: row.maintenance && maintenanceOf(row.maintenance),
  };
}

function checkHealthOf(state: CheckState): CheckHealth {
  const [name, type, status, since, latencyMs, message, checked, up, observed, stale] = state;
  return {
    name,
    type,
    status,
    since: isoOf(since),
    latencyMs,
    message,
    checkedAt: checked === null ? null : isoOf(checked),
    lastUpAt: up === null ? null : isoOf(up),
    observed,
    stale,
  };
}

function nextCheckOf(state: CheckState, defaultIntervalSeconds: number, now: number): number {
  const [intervalSeconds, phase] = [state[10], state[11]];
  return nextCheckAt(now, intervalSeconds || defaultIntervalSeconds, phase);
}
