import { createHash } from 'node:crypto';
import { BadRequest, type Fault } from '../../http/domain-error.js';
import type { Dialler } from '../../probing/dialler.js';
import { AddressSpace, mostAddresses } from '../../probing/scan/address-space.js';
import { readAddress } from '../address/address.js';
import { denied } from '../seen-code.js';
import { portsIn, written, type WrittenPort } from './ports.js';

/** At 20,000 a second they take some fourteen hours. */
const mostProbes = 1_000_000_000;

/** Which addresses are looked at, on which ports. */
export interface Definition {
  /** In normal form, in order, each once. */
  cidrs: string[];
  ports: WrittenPort[];
  addresses: number;
  /** The same for all that look at the same, however it was written. */
  digest: string;
}

/** @throws BadRequest for what is no network or no port, or is too much; Forbidden for a network that the probe policy refuses as a whole */
export function defined({ cidrs, ports }: { cidrs: string[]; ports: unknown[] }, dialler: Dialler): Definition {
  const networks = cidrs.map((network, at) => networkOf(network, `/cidrs/${at}`));
  const definition = definitionOf(networks, portsIn(ports));
  networks.forEach((network, at) => {
    const refusal = dialler.refusalOfAll(network);
    if (refusal) throw denied(refusal.message, `/cidrs/${at}`);
  });
  return definition;
}

/** Of networks in normal form. @throws BadRequest for what is too much */
export function definitionOf(networks: string[], ports: number[]): Definition {
  const cidrs = [...new Set(networks)].sort();
  const addresses = sizeOf(cidrs);
  if (addresses * ports.length > mostProbes) {
    const probes = `${spelt(addresses)} addresses × ${spelt(ports.length)} ports`;
    throw refusal('/ports', 'scan.too-large', `are too many: ${probes} is more than ${spelt(mostProbes)} probes`);
  }
  const shortest = written(ports);
  const digest = createHash('sha256')
    .update(JSON.stringify([cidrs, shortest]))
    .digest('hex');
  return { cidrs, ports: shortest, addresses, digest };
}

/** An address alone is the network of itself. */
function networkOf(given: string, pointer: string): string {
  const { kind, normal, errors } = readAddress(given.trim());
  const [fault] = errors;
  if (fault) throw refused({ pointer, ...fault });
  if (kind === 'cidr' && normal !== null) return normal;
  if ((kind === 'ipv4' || kind === 'ipv6') && normal !== null) return `${normal}/${kind === 'ipv4' ? 32 : 128}`;
  throw refusal(pointer, 'cidr.name', 'must be a network such as 10.2.0.0/24, or an address');
}

function sizeOf(cidrs: string[]): number {
  try {
    return new AddressSpace(cidrs).size;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal('/cidrs', 'cidrs.too-large', `must have at most ${spelt(mostAddresses)} addresses together`);
  }
}

function spelt(count: number): string {
  return count.toLocaleString('en');
}

function refusal(pointer: string, code: string, message: string): BadRequest {
  return refused({ pointer, code, message });
}

function refused(fault: Fault): BadRequest {
  return new BadRequest('request.invalid', `\`${fault.pointer}\`: ${fault.message}`, [fault]);
}
