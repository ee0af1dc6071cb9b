import type { CertificateSet } from './certificates.js';
import { StartupFault } from '../config/startup-fault.js';
import { fleetOf, type Network, type SimulatedServer } from './fleet.js';
import { Stage } from './stage.js';

/** A fleet whose every address is listened on. */
export interface OpenFleet {
  readonly network: Network;
  readonly servers: readonly SimulatedServer[];
  readonly stage: Stage;
}

/** On the given network, or on the first one that is free: a second fleet beside a first one goes next door. */
export async function openFleet(
  count: number,
  settled: Network | undefined,
  certificates: CertificateSet,
  onFault: (hostname: string, fault: unknown) => void,
): Promise<OpenFleet> {
  for (const network of settled ? [settled] : networks) {
    const servers = fleetOf(count, network);
    refuseTooMany(servers);
    const stage = new Stage(servers, certificates, onFault);
    try {
      await stage.open();
      return { network, servers, stage };
    } catch (fault) {
      await stage.close();
      if ((fault as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw explained(fault as NodeJS.ErrnoException);
    }
  }
  const where = settled
    ? `${settled}.0.0/16, where this inventory's fleet lives,`
    : 'Every network from 127.20 to 127.39';
  throw new StartupFault(`${where} is in use: is another simulated fleet running?`);
}

const networks = Array.from({ length: 20 }, (_, index): Network => `127.${20 + index}`);

/** Beside the listeners there are the connections of the checks, and whatever else a process holds. */
const otherDescriptors = 1_000;

function refuseTooMany(servers: readonly SimulatedServer[]): void {
  const listeners = listenersOf(servers);
  const limit = descriptorLimit();
  if (listeners + otherDescriptors <= limit) return;
  const wanted = listeners + otherDescriptors;
  throw new StartupFault(
    `${servers.length} servers need ${wanted} open files and this process may have ${limit}: raise it (ulimit -n ${wanted}) or take fewer servers.`,
  );
}

export function listenersOf(servers: readonly SimulatedServer[]): number {
  return servers.reduce((sum, { services }) => sum + services.length, 0);
}

/** Node raises the soft limit to the hard one at its start. */
function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const limit = Number(userLimits?.open_files?.soft);
  return Number.isNaN(limit) ? Infinity : limit;
}

function explained(fault: NodeJS.ErrnoException & { address?: string }): unknown {
  if (fault.code === 'EADDRNOTAVAIL') {
    return new StartupFault(
      `This machine has no address ${fault.address}: the simulated fleet needs all of 127.0.0.0/8, as Linux has it.`,
      { cause: fault },
    );
  }
  if (fault.code === 'EMFILE') return new StartupFault('Too many open files: raise ulimit -n or take fewer servers.');
  return fault;
}
