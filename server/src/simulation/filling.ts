import { Refusal, type FleetApi, type KnownServer } from './api.js';
import { numberOf, type Network, type SimulatedServer } from './fleet.js';

/** What the inventory already has of the simulated fleet. */
export interface Standing {
  /** Also those that somebody deleted: they do not come back. */
  readonly numbers: ReadonlySet<number>;
  /** Where the fleet lives, when it has lived before. */
  readonly network: Network | undefined;
}

export async function standingOf(api: Pick<FleetApi, 'servers'>): Promise<Standing> {
  const numbers = new Set<number>();
  const networks = new Map<Network, number>();
  for (const q of ['', 'deleted:true']) {
    for await (const server of api.servers(q)) {
      const number = numberOf(server.externalId);
      if (number === undefined) continue;
      numbers.add(number);
      const network = networkOf(server);
      if (network) networks.set(network, (networks.get(network) ?? 0) + 1);
    }
  }
  const [mostOften] = [...networks].sort(([, a], [, b]) => b - a);
  return { numbers, network: mostOften?.[0] };
}

function networkOf({ ipAddress }: KnownServer): Network | undefined {
  return /^127\.\d+(?=\.\d+\.\d+$)/.exec(ipAddress ?? '')?.[0] as Network | undefined;
}

export interface Filled {
  readonly created: number;
  /** Refused, each with the reason: a person may have taken the name. */
  readonly refused: readonly string[];
}

/** Registers what is missing and touches nothing else, some requests at a time. */
export async function fill(
  api: Pick<FleetApi, 'register'>,
  missing: readonly SimulatedServer[],
  onProgress: (done: number) => void,
): Promise<Filled> {
  const refused: string[] = [];
  const waiting = missing.values();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const { registration } of waiting) {
      try {
        await api.register(registration);
      } catch (fault) {
        if (!(fault instanceof Refusal) || fault.status !== 409) throw fault;
        refused.push(`${registration.hostname}: ${fault.message}`);
      }
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, worker));
  return { created: done - refused.length, refused };
}

const requestsAtOnce = 8;
