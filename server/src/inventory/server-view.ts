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

interface CheckState {
  name: string;
  type: string;
  status: HealthStatus;
  since: string;
  latency: number | null;
  message: string | null;
  checked: string | null;
  up: string | null;
  observed: object | null;
  stale: boolean;
  interval: number;
  phase: number;
}

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
      SELECT json_agg(json_build_object('name', c.name, 'type', c.type, 'status', c.status, 'since', c.since, 'latency', c.latency_ms,
        'message', c.message, 'checked', c.checked_at, 'up', c.last_up_at, 'observed', c.observed, 'stale', ${derived.checkIsStale},
        'interval', c.interval_seconds, 'phase', c.phase) ORDER BY c.ordinal) AS check_states
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
  let last: string | null = null;
  let next = Infinity;
  let stale = false;
  for (const state of states) {
    if (state.checked !== null && (last === null || state.checked > last)) last = state.checked;
    next = Math.min(next, nextCheckAt(now, state.interval || defaultIntervalSeconds, state.phase));
    stale ||= state.stale;
  }
  return {
    status: row.status,
    since: isoOf(row.since),
    reason: row.reason,
    lastCheckedAt: last === null ? null : isoOf(last),
    nextCheckAt: next === Infinity ? null : new Date(next).toISOString(),
    latencyMs: states[0]?.latency ?? null,
    uptime: null,
    checks: states.map(checkHealthOf),
    flapping: row.flapping,
    stale,
    suppressedBy: row.suppressed_by,
    inMaintenance: row.in_maintenance,
    maintenance: row.maintenance && maintenanceOf(row.maintenance),
  };
}

function checkHealthOf(state: CheckState): CheckHealth {
  return {
    name: state.name,
    type: state.type,
    status: state.status,
    since: isoOf(state.since),
    latencyMs: state.latency,
    message: state.message,
    checkedAt: state.checked === null ? null : isoOf(state.checked),
    lastUpAt: state.up === null ? null : isoOf(state.up),
    observed: state.observed,
    stale: state.stale,
  };
}
