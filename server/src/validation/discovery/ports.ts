import { BadRequest, refusedAt } from '../../http/domain-error.js';

/** As people write ports: 22, "22" or "8000-8010". */
export type WrittenPort = number | string;

export const mostPorts = 1_000;

const highest = 65_535;

/** Each port once, in order. @throws BadRequest at the place of what is no port */
export function portsIn(written: readonly unknown[]): number[] {
  const ports = new Set<number>();
  written.forEach((each, at) => {
    const [from, to] = rangeOf(each) ?? [0, 0];
    if (from < 1 || to > highest || from > to) throw refusedAt(`/ports/${at}`, wanted, 'port.invalid');
    // Before they are written out: a range may have more than all that are allowed.
    if (to - from >= mostPorts) throw tooMany();
    for (let port = from; port <= to; port++) ports.add(port);
  });
  if (ports.size === 0) throw refusedAt('/ports', 'must name a port', 'ports.none');
  if (ports.size > mostPorts) throw tooMany();
  return [...ports].sort((a, b) => a - b);
}

const wanted = `must be a port from 1 to ${highest}, or a range such as "8000-8010"`;

function rangeOf(written: unknown): [number, number] | undefined {
  if (typeof written === 'number') return Number.isInteger(written) ? [written, written] : undefined;
  const match = typeof written === 'string' ? /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(written.trim()) : null;
  const [, from, to] = match ?? [];
  return from === undefined ? undefined : [Number(from), Number(to ?? from)];
}

/** The shortest way to write them: what follows each other is a range. */
export function written(ports: readonly number[]): WrittenPort[] {
  const runs: [number, number][] = [];
  for (const port of ports) {
    const run = runs.at(-1);
    if (run?.[1] === port - 1) run[1] = port;
    else runs.push([port, port]);
  }
  return runs.flatMap(([from, to]): WrittenPort[] => {
    if (to - from < 2) return from === to ? [from] : [from, to];
    return [`${from}-${to}`];
  });
}

function tooMany(): BadRequest {
  return refusedAt('/ports', `must be at most ${mostPorts.toLocaleString('en')} ports`, 'ports.too-many');
}
