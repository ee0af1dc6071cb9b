import { connect } from 'node:net';
import { Dialler } from '../../src/probing/dialler.js';
import { ProbePolicy } from '../../src/probing/policy.js';
import { AddressSpace } from '../../src/probing/scan/address-space.js';
import { scanBlock } from '../../src/probing/scan/block.js';
import { Pace } from '../../src/probing/scan/pace.js';
import type { Recall } from '../../src/probing/scan/scan.js';

/** Scans as the product does, or with a bare loop of `net.connect`, in a process of its own, and prints what it found and what it took. */
const [how, network = '', ports = ''] = process.argv.slice(2);
const numbers = ports.split(',').map(Number);
const space = new AddressSpace([network]);
const blockSize = 1_024;

async function scanned(): Promise<{ found: string[]; recall: Recall[] }> {
  const dialler = new Dialler(new ProbePolicy({ allow: ['0.0.0.0/0'], deny: [] }));
  const pace = new Pace();
  const { signal } = new AbortController();
  const found: string[] = [];
  const recall: Recall[] = [];
  for (let at = 0; at < space.size; at += blockSize) {
    const block = await scanBlock(dialler, space.slice(at, blockSize), numbers, { pace, signal });
    found.push(...block.hosts.flatMap(({ address, open }) => open.map(({ port }) => `${address} ${port}`)));
    recall.push(block.recall);
  }
  return { found, recall };
}

/** So many at once, each tried once, nothing remembered: what connecting itself costs. */
function connected(atOnce = 512): Promise<{ found: string[] }> {
  const found: string[] = [];
  const probes = space.size * numbers.length;
  let [next, underWay] = [0, 0];
  return new Promise((resolve) => {
    const go = () => {
      for (; underWay < atOnce && next < probes; next++, underWay++) {
        const [host = ''] = space.slice(next % space.size, 1);
        const port = numbers[Math.floor(next / space.size)] ?? 0;
        const socket = connect({ host, port, autoSelectFamily: false });
        const end = () => {
          underWay--;
          go();
        };
        socket.once('connect', () => {
          found.push(`${host} ${port}`);
          socket.resetAndDestroy();
          end();
        });
        socket.once('error', end);
      }
      if (underWay === 0 && next >= probes) resolve({ found });
    };
    go();
  });
}

const begun = performance.now();
const result = await (how === 'bare' ? connected() : scanned());
const { user, system } = process.cpuUsage();
const { rss } = process.memoryUsage();
console.log(
  JSON.stringify({ ...result, seconds: (performance.now() - begun) / 1_000, cpu: (user + system) / 1e6, rss }),
);
