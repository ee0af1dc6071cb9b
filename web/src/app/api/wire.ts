/** What the server speaks, under the names that the console uses. Declared here and nowhere else. */

export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

export const lifecycles = ['planned', 'provisioning', 'active', 'draining', 'decommissioned'] as const;
export type Lifecycle = (typeof lifecycles)[number];

export const healthStatuses = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  /** Still the password that was generated at the first start. */
  mustChangePassword: boolean;
  createdAt: string;
  lastLoginAt: string | null;
}

export interface SignedIn {
  accessToken: string;
  expiresAt: string;
  user: User;
}

export interface HttpExpectation {
  status?: number[];
  bodyContains?: string;
}

export interface Check {
  name: string;
  type: 'tcp' | 'http';
  port: number;
  path: string | null;
  tls: boolean;
  expect: HttpExpectation | null;
  intervalSeconds: number | null;
  timeoutMs: number;
  severity: 'critical' | 'warning';
  failAfter: number;
  recoverAfter: number;
  warnMs: number | null;
}

export interface CheckResult {
  name: string;
  type: string;
  status: HealthStatus;
  since: string | null;
  latencyMs: number | null;
  message: string | null;
  checkedAt: string | null;
  lastUpAt: string | null;
  observed: Record<string, unknown> | null;
  stale: boolean;
}

export interface Uptime {
  h24: number | null;
  d7: number | null;
  d30: number | null;
}

export interface Health {
  status: HealthStatus;
  since: string | null;
  reason: string | null;
  lastCheckedAt: string | null;
  nextCheckAt: string | null;
  latencyMs: number | null;
  uptime: Uptime | null;
  checks: CheckResult[];
  flapping: boolean;
  stale: boolean;
  suppressedBy: string | null;
  inMaintenance: boolean;
}

export interface ServerView {
  id: string;
  hostname: string;
  externalId: string | null;
  ipAddress: string | null;
  addresses: string[];
  lifecycle: Lifecycle;
  lifecycleSince: string;
  environment: string | null;
  region: string | null;
  site: string | null;
  role: string | null;
  owner: string | null;
  provider: { name: string | null; instanceId: string | null; type: string | null } | null;
  os: {
    family: string | null;
    name: string | null;
    version: string | null;
    kernel: string | null;
    arch: string | null;
  } | null;
  hardware: {
    cpuCores: number | null;
    memoryMb: number | null;
    diskGb: number | null;
    vendor: string | null;
    model: string | null;
    serial: string | null;
  } | null;
  ssh: { port: number; user: string | null; credentialId: string | null };
  tags: string[];
  groups: string[];
  templateId: string | null;
  checks: Check[];
  attributes: Record<string, unknown>;
  notes: string | null;
  health: Health;
  countable: boolean;
  pageable: boolean;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
  version: number;
}

export interface Total {
  value: number;
  /** Beyond 10,000 the server estimates. */
  exact: boolean;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  prevCursor: string | null;
  total: Total;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor: { type: string; id: string | null; name: string };
  ip: string | null;
  requestId: string | null;
  action: string;
  subject: { type: string; id: string | null; name: string | null };
  reason: string | null;
  /** Only the fields that changed. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface Transition {
  at: string;
  axis: 'health' | 'lifecycle';
  from: string;
  to: string;
  reason: string | null;
}

export interface FleetTransition extends Transition {
  serverId: string;
  hostname: string;
}

export interface Failing {
  serverId: string;
  hostname: string;
  status: HealthStatus;
  reason: string | null;
  since: string | null;
  lifecycle: Lifecycle;
  owner: string | null;
  environment: string | null;
  pageable: boolean;
  stale: boolean;
}

/** Fifteen minutes of the fleet. All counts are null where nobody was looking. */
export interface FleetInterval {
  from: string;
  to: string;
  healthy: number | null;
  degraded: number | null;
  unhealthy: number | null;
  unknown: number | null;
}

export interface FleetOverview {
  at: string;
  total: number;
  countable: number;
  pageable: number;
  stale: number;
  intervalSeconds: number;
  health: Record<HealthStatus, number>;
  lifecycle: Record<Lifecycle, number>;
  failing: { total: number; items: Failing[] };
  transitions: FleetTransition[];
  last24h: FleetInterval[];
  checks: { perSecond: number; failedPerSecond: number; latenessP99Ms: number | null };
}

/** One server's news on the live socket. */
export interface HealthChange {
  id: string;
  hostname: string;
  status: HealthStatus;
  since: string | null;
  latencyMs: number | null;
  reason: string | null;
  flapping: boolean;
  stale: boolean;
  lastCheckedAt: string | null;
  countable: boolean;
  pageable: boolean;
}

export interface Numbered {
  subscription: string;
  /** 1, 2, 3 … within this subscription. */
  seq: number;
  cursor: string;
  at: string;
}

export interface HealthNews extends Numbered {
  changes: HealthChange[];
}

export interface ServerNews extends Numbered {
  id: string;
  type: string;
  version: number;
}

export interface OverviewNews extends Numbered {
  overview: FleetOverview;
}

export interface ObservedNews {
  subscription: string;
  at: string;
  items: { id: string; latencyMs: number | null; lastCheckedAt: string | null }[];
}
