import {
  Check,
  CheckResult,
  DependencyGraph,
  Facets,
  FleetOverview,
  GraphNode,
  Health,
  HealthChange,
  HealthStatus,
  Maintenance,
  Page,
  ServerView,
  User,
} from '../app/api/wire';

export const noon = '2026-11-23T12:00:00.000Z';

/** So many seconds after noon, as on the wire. */
export function at(seconds: number): string {
  return new Date(Date.parse(noon) + seconds * 1000).toISOString();
}

export function aHealth(over: Partial<Health> = {}): Health {
  return {
    status: 'healthy',
    since: noon,
    reason: 'tcp 22: connected',
    lastCheckedAt: noon,
    nextCheckAt: at(30),
    latencyMs: 3,
    uptime: null,
    checks: [],
    flapping: false,
    stale: false,
    suppressedBy: null,
    inMaintenance: false,
    maintenance: null,
    ...over,
  };
}

export function aMaintenance(over: Partial<Maintenance> = {}): Maintenance {
  return { windowId: 'id-window', from: noon, until: at(7_200), reason: 'new memory', ...over };
}

export function aCheck(over: Partial<Check> = {}): Check {
  return {
    name: 'tcp 22',
    type: 'tcp',
    port: 22,
    path: null,
    tls: false,
    expect: null,
    intervalSeconds: null,
    timeoutMs: 2000,
    severity: 'critical',
    failAfter: 3,
    recoverAfter: 2,
    warnMs: null,
    ...over,
  };
}

export function aResult(over: Partial<CheckResult> = {}): CheckResult {
  return {
    name: 'tcp 22',
    type: 'tcp',
    status: 'healthy',
    since: noon,
    latencyMs: 3,
    message: 'connected',
    checkedAt: noon,
    lastUpAt: noon,
    observed: null,
    stale: false,
    ...over,
  };
}

/** What a telemetry check observed. */
export function aTelemetry(over: object = {}): Record<string, unknown> {
  const disk = (mount: string, sizeMb: number, usedPercent: number, inodesUsedPercent: number | null) => ({
    ...{ mount, sizeMb, usedPercent, inodesUsedPercent },
    usedMb: Math.round((sizeMb * usedPercent) / 100),
  });
  return {
    load: { m1: 0.42, m5: 0.35, m15: 0.3 },
    memory: { totalMb: 16_000, availableMb: 10_000 },
    swap: { totalMb: 1_000, usedMb: 250 },
    disks: [disk('/', 40_000, 55, 9), disk('/srv', 100_000, 96, null), disk('/mail', 10_000, 10, 97)],
    uptimeSeconds: 12 * 86_400,
    hardware: { cpuCores: 4 },
    cpuModel: 'Xeon',
    clockSkewMs: 0,
    ...over,
  };
}

export function aServer(name: string, over: Partial<ServerView> = {}): ServerView {
  return {
    id: `id-${name}`,
    hostname: name,
    externalId: null,
    ipAddress: '10.0.0.1',
    addresses: [],
    lifecycle: 'active',
    lifecycleSince: noon,
    environment: null,
    region: null,
    site: null,
    role: null,
    owner: null,
    provider: null,
    os: null,
    hardware: null,
    ssh: { port: 22, user: null, credentialId: null },
    tags: [],
    groups: [],
    templateId: null,
    templateVersion: null,
    checks: [aCheck()],
    attributes: {},
    notes: null,
    health: aHealth(),
    countable: true,
    pageable: false,
    createdAt: noon,
    updatedAt: noon,
    deletedAt: null,
    version: 1,
    ...over,
  };
}

export function aChange(name: string, over: Partial<HealthChange> = {}): HealthChange {
  return {
    id: `id-${name}`,
    hostname: name,
    status: 'unhealthy',
    since: at(30),
    latencyMs: null,
    reason: 'tcp 22: connection refused, 3 of 3',
    flapping: false,
    stale: false,
    lastCheckedAt: at(30),
    countable: true,
    pageable: true,
    inMaintenance: false,
    maintenance: null,
    ...over,
  };
}

export function pageOf<T>(items: T[], over: Partial<Page<T>> = {}): Page<T> {
  return { items, nextCursor: null, prevCursor: null, total: { value: items.length, exact: true }, ...over };
}

export const admin: User = {
  id: 'id-admin',
  email: 'admin@fleet.local',
  name: '',
  role: 'admin',
  disabled: false,
  mustChangePassword: false,
  createdAt: noon,
  lastLoginAt: noon,
  version: 1,
};

export function anOverview(over: Partial<FleetOverview> = {}): FleetOverview {
  return {
    at: noon,
    total: 12480,
    countable: 11765,
    pageable: 2,
    inMaintenance: 0,
    stale: 3,
    intervalSeconds: 30,
    health: { healthy: 12031, degraded: 214, unhealthy: 46, unknown: 189 },
    lifecycle: { planned: 120, provisioning: 89, active: 11704, draining: 61, decommissioned: 506 },
    failing: { total: 0, items: [] },
    transitions: [],
    last24h: [],
    checks: { perSecond: 416, failedPerSecond: 1.5, latenessP99Ms: 38 },
    ...over,
  };
}

/** The graph of `a>b b>c` (a needs b, b needs c) around the first that is named. Whose health is not given is healthy. */
export function aGraph(edges: string, health: Record<string, HealthStatus> = {}): DependencyGraph {
  const pairs = [...new Set(edges.split(' '))].map((edge) => edge.split('>') as [string, string]);
  const root = pairs[0]?.[0] ?? '';
  const node = (id: string, depth: number, direction: GraphNode['direction']): GraphNode => ({
    id,
    hostname: `${id}.example.com`,
    lifecycle: 'active',
    health: health[id] ?? 'healthy',
    owner: null,
    pageable: health[id] === 'unhealthy',
    depth,
    direction,
  });
  const nodes = [node(root, 0, 'root')];
  const walk = (direction: 'upstream' | 'downstream', here: string[], depth: number): void => {
    const next = pairs
      .map(([from, to]) => (direction === 'upstream' ? [from, to] : [to, from]))
      .filter(([at, beyond]) => here.includes(at ?? '') && !nodes.some(({ id }) => id === beyond))
      .map(([, beyond]) => beyond ?? '');
    if (next.length === 0) return;
    const found = [...new Set(next)];
    nodes.push(...found.map((id) => node(id, depth, direction)));
    walk(direction, found, depth + 1);
  };
  walk('upstream', [root], 1);
  walk('downstream', [root], 1);
  const isShown = (id: string) => nodes.some((each) => each.id === id);
  return {
    root,
    nodes,
    edges: pairs.filter((pair) => pair.every(isShown)).map(([from, to]) => ({ from, to, note: null })),
    truncated: false,
  };
}

/** `{ owner: { core: 3 } }`; `-` stands for those that have none. */
export function someFacets(values: Record<string, Record<string, number>> = {}, over: Partial<Facets> = {}): Facets {
  const facets = Object.entries(values).map(([field, counts]) => ({
    field,
    values: Object.entries(counts).map(([value, count]) => ({ value: value === '-' ? null : value, count })),
    more: false,
  }));
  return { facets, total: { value: 100, exact: true }, exact: true, ...over };
}
