import {
  environments,
  lifecycles,
  machines,
  ports,
  roles,
  sites,
  systems,
  tiers,
  watch,
  type RoleName,
  type ServiceName,
  type Site,
} from './catalogue.js';
import { Chance } from './chance.js';

/** A check as `POST /servers` takes it. */
export interface DeclaredCheck {
  name: string;
  type: 'tcp' | 'http';
  port: number;
  severity: 'critical' | 'warning';
  path?: string;
  tls?: boolean;
  warnMs?: number;
  intervalSeconds?: number;
  failAfter?: number;
}

/** The body of `POST /servers` for one simulated server. */
export interface Registration {
  externalId: string;
  hostname: string;
  ipAddress: string;
  lifecycle: keyof typeof lifecycles;
  environment: string;
  region: string;
  site: string;
  role: RoleName;
  owner: string;
  provider: { name: string; instanceId: string; type: string };
  os: (typeof systems)[number];
  hardware: { cpuCores: number; memoryMb: number; diskGb: number; vendor?: string; model?: string; serial?: string };
  ssh: { port: number; user: string };
  tags: string[];
  checks: DeclaredCheck[];
  attributes: Record<string, string | number>;
  notes?: string;
}

/** A machine that does not exist: what is declared of it, and how it answers when nothing is wrong. */
export interface SimulatedServer {
  /** From 1. Everything else follows from it, so a larger fleet begins with the smaller one. */
  readonly number: number;
  readonly services: readonly [ServiceName, ...ServiceName[]];
  readonly site: string;
  /** What its health page takes on a good day. */
  readonly usualMs: number;
  /** From its first failure until its checks call it down. */
  readonly noticedAfterMs: number;
  readonly registration: Registration;
}

/** The first two numbers of every address, such as `127.20`. */
export type Network = `127.${number}`;

const defaultIntervalSeconds = 30;
const defaultFailAfter = 3;
const hostsInRow = 250;

export const largestFleet = hostsInRow * 256;

/** The first `count` servers of the one simulated company. What is wrong with them is the script's, by seed. */
export function fleetOf(count: number, network: Network): SimulatedServer[] {
  const numbered = new Map<string, number>();
  return Array.from({ length: count }, (_, index) => {
    const chance = new Chance('fleet', index + 1);
    const role = chance.weighted(sharesOf(roles));
    const site = siteDrawn(chance);
    const ordinal = (numbered.get(role + site.region) ?? 0) + 1;
    numbered.set(role + site.region, ordinal);
    return serverOf(index + 1, network, role, site, ordinal, chance);
  });
}

/** The number that an external id stands for, or undefined when it is not one of ours. */
export function numberOf(externalId: string | null): number | undefined {
  const digits = /^sim-(\d{5,})$/.exec(externalId ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function serverOf(
  number: number,
  network: Network,
  roleName: RoleName,
  site: Site,
  ordinal: number,
  chance: Chance,
): SimulatedServer {
  const role = roles[roleName];
  const tier = chance.weighted(tiers);
  const environment = chance.weighted(environments);
  const machine = chance.oneOf(role.machines);
  const watched = watch[tier];
  const rack = `r${chance.whole(1, 24).toString().padStart(2, '0')}`;
  return {
    number,
    services: role.services,
    site: site.name,
    usualMs: chance.between(1, 40),
    noticedAfterMs:
      (watched.intervalSeconds ?? defaultIntervalSeconds) * (watched.failAfter ?? defaultFailAfter) * 1000,
    registration: {
      externalId: `sim-${number.toString().padStart(5, '0')}`,
      hostname: `${roleName}-${ordinal.toString().padStart(3, '0')}.${site.region}.example.com`,
      ipAddress: addressOf(number, network),
      // The first ones are active, so that even the smallest fleet has something to show.
      lifecycle: number <= 5 ? 'active' : chance.weighted(lifecycles),
      environment,
      region: site.region,
      site: site.name,
      role: roleName,
      owner: chance.oneOf(role.owners),
      provider: {
        name: site.provider,
        instanceId: `i-${chance.whole(0, 0xffffffff).toString(16).padStart(8, '0')}${number.toString(16).padStart(5, '0')}`,
        type: machine,
      },
      os: chance.oneOf(systems),
      hardware: hardwareOf(machine, site, number),
      ssh: { port: ports.ssh, user: 'ops' },
      tags: tagsOf(environment, tier, roleName, chance),
      checks: role.services.map((service, index) => ({
        ...checkOf(service),
        severity: index === 0 ? 'critical' : 'warning',
        ...watched,
      })),
      attributes: { rack, costCentre: 4000 + chance.whole(1, 9) * 10 },
      notes: chance.happens(0.08) ? chance.oneOf(role.notes) : undefined,
    },
  };
}

function sharesOf<K extends string>(table: Readonly<Record<K, { share: number }>>): Record<K, number> {
  const entries = Object.entries(table) as [K, { share: number }][];
  return Object.fromEntries(entries.map(([key, { share }]) => [key, share])) as Record<K, number>;
}

function siteDrawn(chance: Chance): Site {
  const name = chance.weighted(sharesOf(Object.fromEntries(sites.map((site) => [site.name, site]))));
  return sites.find((site) => site.name === name)!;
}

/** 250 to a row, from .1, so that no address ends in 0 or 255. */
function addressOf(number: number, network: Network): string {
  return `${network}.${Math.floor((number - 1) / hostsInRow)}.${((number - 1) % hostsInRow) + 1}`;
}

function hardwareOf(machine: string, site: Site, number: number): Registration['hardware'] {
  const { model, ...size } = machines[machine]!;
  if (site.provider !== 'on-premises') return size;
  return {
    ...size,
    vendor: 'Dell',
    model,
    serial: `SIM${(number * 7919).toString(36).toUpperCase().padStart(6, '0')}`,
  };
}

function tagsOf(environment: string, tier: string, role: RoleName, chance: Chance): string[] {
  const tags = [`env:${environment}`, `tier:${tier}`];
  if ((role === 'db' || role === 'gw') && environment === 'prod') tags.push('pci');
  if (chance.happens(0.05)) tags.push('canary');
  if (chance.happens(0.04)) tags.push('patch:overdue');
  return tags;
}

const slowMs = 400;

function checkOf(service: ServiceName): Omit<DeclaredCheck, 'severity'> {
  const port = ports[service];
  switch (service) {
    case 'http':
      return { name: 'health', type: 'http', port, path: '/health', warnMs: slowMs };
    case 'https':
      return { name: 'health', type: 'http', port, path: '/health', tls: true, warnMs: slowMs };
    default:
      return { name: service, type: 'tcp', port };
  }
}
