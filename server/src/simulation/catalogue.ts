/** What the simulated company runs: tables only, so that another fleet is an edit here and nowhere else. */

export type RoleName = 'web' | 'db' | 'cache' | 'batch' | 'edge' | 'gw';
export type ServiceName = 'ssh' | 'http' | 'https' | 'postgres' | 'redis';

/** Far from what a workstation is likely to listen on already; below the ephemeral range. */
export const ports: Readonly<Record<ServiceName, number>> = {
  ssh: 20022,
  http: 28080,
  https: 28443,
  postgres: 25432,
  redis: 26379,
};

export interface Role {
  readonly share: number;
  /** What it listens on; the first one is what it is for, the failure of the others is only a warning. */
  readonly services: readonly [ServiceName, ...ServiceName[]];
  readonly owners: readonly string[];
  readonly machines: readonly string[];
  /** What its health page says beside a 500 or 503. */
  readonly complaints: readonly string[];
  readonly notes: readonly string[];
}

export const roles: Readonly<Record<RoleName, Role>> = {
  web: {
    share: 38,
    services: ['http', 'ssh'],
    owners: ['core', 'storefront'],
    machines: ['m6i.large', 'm6i.xlarge'],
    complaints: [
      'connection pool exhausted: 128 of 128 in use',
      'dependency pg-main: timeout after 3000 ms',
      'disk /var/log 100 % full',
    ],
    notes: ['Runs the canary release.', 'Kept out of autoscaling until the memory leak is found.'],
  },
  db: {
    share: 14,
    services: ['postgres', 'http'],
    owners: ['data'],
    machines: ['r6i.2xlarge', 'r6i.4xlarge'],
    complaints: [
      'replication lag 412 s',
      'replication lag 96 s',
      'no WAL archived for 1840 s',
      'xid wraparound in 11,000,000',
    ],
    notes: ['Replica for reporting; lag up to a minute is fine.', 'Major upgrade planned, ask data before a restart.'],
  },
  cache: {
    share: 12,
    services: ['redis'],
    owners: ['core', 'data'],
    machines: ['r6i.large'],
    complaints: [],
    notes: ['Holds sessions: a restart signs people out.'],
  },
  batch: {
    share: 16,
    services: ['http', 'ssh'],
    owners: ['data', 'billing'],
    machines: ['c6i.2xlarge', 'c6i.4xlarge'],
    complaints: [
      'queue invoices: oldest job 1392 s',
      'scheduler lost its lease 74 s ago',
      'scratch volume is read-only',
    ],
    notes: ['Month-end run: do not drain on the first three days.'],
  },
  edge: {
    share: 14,
    services: ['https'],
    owners: ['edge'],
    machines: ['c6i.large', 'c6i.xlarge'],
    complaints: ['3 of 4 origins unreachable', 'config is 7 revisions behind'],
    notes: ['Carries the .ch domains.'],
  },
  gw: {
    share: 6,
    services: ['https', 'ssh'],
    owners: ['network'],
    machines: ['c6i.xlarge'],
    complaints: ['route table is 1204 s old', 'tunnel to hub-2 is down'],
    notes: ['The only way into its site.'],
  },
};

export interface Site {
  readonly name: string;
  readonly region: string;
  readonly provider: string;
  readonly share: number;
}

export const sites: readonly Site[] = [
  { name: 'dub1', region: 'eu-west-1', provider: 'aws', share: 22 },
  { name: 'dub2', region: 'eu-west-1', provider: 'aws', share: 14 },
  { name: 'iad1', region: 'us-east-1', provider: 'aws', share: 18 },
  { name: 'iad2', region: 'us-east-1', provider: 'aws', share: 12 },
  { name: 'pdx1', region: 'us-west-2', provider: 'aws', share: 12 },
  { name: 'bom1', region: 'ap-south-1', provider: 'aws', share: 12 },
  { name: 'zrh1', region: 'eu-central-2', provider: 'on-premises', share: 10 },
];

/** How much of the fleet stands where in its life. */
export const lifecycles = { active: 880, provisioning: 40, draining: 30, planned: 30, decommissioned: 20 } as const;

export const environments = { prod: 70, staging: 18, dev: 12 } as const;

export const tiers = { '1': 12, '2': 28, '3': 60 } as const;

/** How closely a tier is watched; tier 3 takes the defaults of the installation. */
export const watch: Readonly<Record<keyof typeof tiers, { intervalSeconds?: number; failAfter?: number }>> = {
  '1': { intervalSeconds: 10, failAfter: 2 },
  '2': { intervalSeconds: 20, failAfter: 2 },
  '3': {},
};

export const systems = [
  { family: 'linux', name: 'Debian', version: '12', kernel: '6.1.0-28-amd64', arch: 'x86_64' },
  { family: 'linux', name: 'Debian', version: '11', kernel: '5.10.0-33-amd64', arch: 'x86_64' },
  { family: 'linux', name: 'Ubuntu', version: '24.04', kernel: '6.8.0-49-generic', arch: 'x86_64' },
  { family: 'linux', name: 'Ubuntu', version: '22.04', kernel: '5.15.0-126-generic', arch: 'x86_64' },
  { family: 'linux', name: 'Amazon Linux', version: '2023', kernel: '6.1.115', arch: 'aarch64' },
] as const;

/** Machine types by what one gets: cores, memory, disk, and the vendor's model where the site is our own. */
export const machines: Readonly<Record<string, { cpuCores: number; memoryMb: number; diskGb: number; model: string }>> =
  {
    'm6i.large': { cpuCores: 2, memoryMb: 8192, diskGb: 80, model: 'PowerEdge R250' },
    'm6i.xlarge': { cpuCores: 4, memoryMb: 16384, diskGb: 120, model: 'PowerEdge R350' },
    'r6i.large': { cpuCores: 2, memoryMb: 16384, diskGb: 60, model: 'PowerEdge R450' },
    'r6i.2xlarge': { cpuCores: 8, memoryMb: 65536, diskGb: 960, model: 'PowerEdge R650' },
    'r6i.4xlarge': { cpuCores: 16, memoryMb: 131072, diskGb: 1920, model: 'PowerEdge R750' },
    'c6i.large': { cpuCores: 2, memoryMb: 4096, diskGb: 40, model: 'PowerEdge R250' },
    'c6i.xlarge': { cpuCores: 4, memoryMb: 8192, diskGb: 60, model: 'PowerEdge R350' },
    'c6i.2xlarge': { cpuCores: 8, memoryMb: 16384, diskGb: 200, model: 'PowerEdge R450' },
    'c6i.4xlarge': { cpuCores: 16, memoryMb: 32768, diskGb: 400, model: 'PowerEdge R650' },
  };
