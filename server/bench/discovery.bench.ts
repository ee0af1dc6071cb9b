import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Recall } from '../src/probing/scan/scan.js';
import { AddressSpace } from '../src/probing/scan/address-space.js';
import { median, printTable } from './support/table.js';

/**
 * The scanner against nmap in the same run: on loopback, where only the work counts, and through a network that takes 20 ms and loses 2 of 100
 * packets each way, in namespaces of its own, where nine in ten addresses are silent. `--large` scans a /12 too, for its memory.
 */
const rounds = 3;
const ports = Array.from({ length: 20 }, (_, at) => 7_000 + at);

interface Took {
  found: string[];
  seconds: number;
  cpu: number;
  rss?: number;
  recall?: Recall[];
}

const program = (name: string) => fileURLToPath(new URL(`support/${name}.js`, import.meta.url));

function ours(how: 'scan' | 'bare', network: string, list: number[], within: string[] = []): Took {
  const [file, ...words] = [...within, process.execPath, program('scan-program'), how, network, list.join()];
  return JSON.parse(execFileSync(file, words, { encoding: 'utf8', maxBuffer: 2 ** 28 })) as Took;
}

/** As its manual advises for speed. Its CPU is what the shell says of it. */
function nmap(network: string, list: number[], more: string[], within: string[] = []): Took {
  const words = [...within, 'nmap', '-sT', '-n', '-T4', ...more, '-p', list.join(), '-oG', '-', network];
  const script = `TIMEFORMAT='took %R %U %S'; time ${words.join(' ')}`;
  const output = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const [, seconds = 0, user = 0, system = 0] = (/took (\S+) (\S+) (\S+)/.exec(output) ?? []).map(Number);
  const found = output.split('\n').flatMap((line) => {
    const [, address = ''] = /^Host: (\S+) .*Ports: /.exec(line) ?? [];
    return address === '' ? [] : [...line.matchAll(/(\d+)\/open\//g)].map(([, port = '']) => `${address} ${port}`);
  });
  return { found, seconds, cpu: user + system };
}

/** Listeners in a process of their own, somewhere. */
async function opened(places: string[], within: string[] = []): Promise<ChildProcess> {
  const [file, ...words] = [...within, process.execPath, program('open-ports')];
  const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${places.join('\n')}\n\n`);
  await once(child.stdout, 'data');
  return child;
}

function same(found: string[], expected: string[]): string {
  const [has, wants] = [new Set(found), new Set(expected)];
  const missing = expected.filter((each) => !has.has(each)).length;
  const extra = found.filter((each) => !wants.has(each)).length;
  return missing + extra === 0 ? 'all' : `${missing} missing, ${extra} too many`;
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.stdin?.end();
  await gone;
}

/** So many of the addresses have some of the ports open. */
function someOf(network: string, share: number): { live: string[]; places: string[] } {
  const space = new AddressSpace([network]);
  const live = space.slice(0, space.size).filter((_, at) => (at * 7_919) % 1_000 < share * 1_000);
  const places = live.flatMap((address, at) =>
    ports.filter((_, port) => (at + port) % 7 === 0).map((port) => `${address} ${port}`),
  );
  return { live, places };
}

async function onLoopback(): Promise<void> {
  const network = '127.16.0.0/20';
  const { places } = someOf(network, 0.05);
  const listeners = await opened(places);
  const runs = Array.from({ length: rounds }, () => ({
    nmap: nmap(network, ports, ['-Pn', '--min-rate', '20000', '--max-retries', '2']),
    bare: ours('bare', network, ports),
    scan: ours('scan', network, ports),
  }));
  await ended(listeners);
  const of = (name: 'nmap' | 'bare' | 'scan', part: 'seconds' | 'cpu') => median(runs.map((run) => run[name][part]));
  const row = (name: 'nmap' | 'bare' | 'scan', title: string) => ({
    what: title,
    seconds: of(name, 'seconds').toFixed(2),
    'CPU s': of(name, 'cpu').toFixed(2),
    'time : bare': (of(name, 'seconds') / of('bare', 'seconds')).toFixed(2),
    'CPU : bare': (of(name, 'cpu') / of('bare', 'cpu')).toFixed(2),
    found: same(runs[0]?.[name].found ?? [], places),
  });
  printTable(
    `A /20 on loopback, 20 ports each (${places.length} open); the median of ${rounds} runs; wanted: at most 1.3 of the bare loop`,
    [row('bare', 'net.connect, 512 at once'), row('scan', 'the scanner'), row('nmap', 'nmap -sT -T4 --min-rate 20000')],
  );
}

async function throughLoss(): Promise<void> {
  const network = '10.77.0.0/22';
  const { live, places } = someOf(network, 0.1);
  const [near, far] = [`fltnear${process.pid}`, `fltfar${process.pid}`];
  for (const name of [near, far]) execFileSync('ip', ['netns', 'add', name]);
  const script = fileURLToPath(new URL('../../../test/support/peers/lossy-network.py', import.meta.url));
  const between = spawn('python3', [script, near, far, '20', '0.02', '10.99.0.1'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    between.stdin.write(`${[network, ...live].join('\n')}\n\n`);
    await once(between.stdout, 'data');
    const listeners = await opened(places, ['ip', 'netns', 'exec', far]);
    const within = ['ip', 'netns', 'exec', near];
    const scan = ours('scan', network, ports, within);
    const other = nmap(network, ports, [], within);
    await ended(listeners);
    const [recall] = scan.recall ?? [];
    const row = (what: string, { seconds, cpu, found }: Took) => ({
      what,
      seconds: seconds.toFixed(2),
      'CPU s': cpu.toFixed(2),
      'time : nmap': (seconds / other.seconds).toFixed(2),
      found: same(found, places),
      'tried again': what === 'the scanner' ? (recall?.retries ?? 0) : '',
      'loss seen': what === 'the scanner' ? (recall?.loss ?? 0).toFixed(3) : '',
    });
    printTable(
      `A /22 through 20 ms and 2% loss each way, ${live.length} of 1,024 addresses there, 20 ports each (${places.length} open); wanted: all, in no more time than nmap`,
      [row('the scanner', scan), row('nmap -sT -T4', other)],
    );
  } finally {
    await ended(between);
    for (const name of [near, far]) execFileSync('ip', ['netns', 'del', name]);
  }
}

function large(): void {
  // Smaller ones end before the collector has anything to do.
  const [small, big] = ['127.32.0.0/14', '127.32.0.0/12'].map((network) => ours('scan', network, [7_000]));
  printTable(
    'Memory',
    [small, big].map((took, at) => ({
      what: at === 0 ? 'a /14, one port' : 'a /12, one port',
      seconds: (took?.seconds ?? 0).toFixed(1),
      'RSS MB': Math.round((took?.rss ?? 0) / 2 ** 20),
    })),
  );
}

await onLoopback();
if (process.getuid?.() === 0) await throughLoss();
else console.log('Namespaces need root: the part with loss was left out.');
if (process.argv.includes('--large')) large();
