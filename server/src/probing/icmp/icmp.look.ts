import { spawn } from 'node:child_process';
import { isIP } from 'node:net';
import type { Dialler } from '../dialler.js';
import { down, unseen, type Seen } from '../seen.js';

export interface IcmpFinding {
  address: string;
  latencyMs: number;
}

/**
 * One echo request (RFC 792, RFC 4443). Node has no raw sockets, so the system's `ping` is asked, which may be missing or not allowed: then
 * nothing is said of the target. Never rejects.
 */
export async function icmpLook(dialler: Dialler, host: string, timeoutMs: number): Promise<IcmpFinding | Seen> {
  const addresses = isIP(host) !== 0 ? [host] : await dialler.names.addressesOf(host, timeoutMs);
  if (!Array.isArray(addresses)) return addresses;
  const [address] = addresses;
  if (address === undefined) return down('dns', `${host} has no address`);
  return dialler.refusal(address) ?? pinged(address, timeoutMs);
}

export function isIcmpFinding(result: IcmpFinding | Seen): result is IcmpFinding {
  return 'address' in result;
}

function pinged(address: string, timeoutMs: number): Promise<IcmpFinding | Seen> {
  return new Promise((resolve) => {
    const seconds = Math.max(1, Math.ceil(timeoutMs / 1_000));
    const ping = spawn('ping', ['-n', '-q', '-c', '1', '-W', String(seconds), '--', address], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' },
      timeout: timeoutMs + 500,
      killSignal: 'SIGKILL',
    });
    let said = '';
    const hear = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_096));
    ping.stdout.on('data', hear);
    ping.stderr.on('data', hear);
    ping.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(
        unseen(
          'unsupported',
          code === 'ENOENT'
            ? 'this system has no `ping`; install it (Debian: iputils-ping) or use a tcp check'
            : `\`ping\` cannot be run (${code})`,
        ),
      ),
    );
    ping.once('close', (status) => resolve(read(said, status, address, timeoutMs)));
  });
}

/** ping(8): 0 when there was an answer, 1 when there was none, 2 for every other trouble. */
function read(said: string, status: number | null, address: string, timeoutMs: number): IcmpFinding | Seen {
  const [, best] = /= ([\d.]+)\//.exec(said) ?? [];
  if (status === 0) return { address, latencyMs: Number(best ?? 0) };
  if (/not permitted|lacking privilege|missing cap_net_raw/i.test(said))
    return unseen(
      'unsupported',
      '`ping` is not allowed to send here: it needs CAP_NET_RAW, or net.ipv4.ping_group_range',
    );
  if (/unreachable/i.test(said)) return down('unreachable', 'network unreachable');
  if (status === 1 || status === null) return down('timeout', `no answer within ${timeoutMs} ms (echo)`);
  return unseen('unsupported', `\`ping\` failed: ${said.trim().split('\n').at(-1) ?? ''}`.slice(0, 200));
}
