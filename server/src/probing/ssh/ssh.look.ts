import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { Client } from 'ssh2';
import { within, type Phase } from '../deadline.js';
import { failure, isDialled, type Dialler } from '../dialler.js';
import { down, type Seen } from '../seen.js';
import { algorithmsIn, identificationIn, type SshAlgorithms } from './kexinit.js';

export interface SshLook {
  port: number;
  timeoutMs: number;
}

export interface HostKey {
  /** `ssh-ed25519`. */
  type: string;
  /** `SHA256:…`, as OpenSSH prints it. */
  fingerprint: string;
  /** As in `known_hosts`. */
  publicKey: string;
}

export interface SshFinding {
  address: string;
  dnsMs: number;
  connectMs: number;
  /** To the host key. */
  handshakeMs: number;
  /** `SSH-2.0-OpenSSH_9.2p1`. */
  banner: string;
  hostKey: HostKey;
  algorithms: SshAlgorithms | null;
}

const mostHeard = 65_536;

/** Who a server says that it is: up to its host key, and not a step further. Nobody logs in. Never rejects. */
export async function sshLook(
  dialler: Dialler,
  host: string,
  { port, timeoutMs }: SshLook,
): Promise<SshFinding | Seen> {
  const begun = performance.now();
  const dialled = await dialler.dial(host, port, timeoutMs);
  if (!isDialled(dialled)) return dialled;
  const { socket, address, dnsMs, connectMs } = dialled;
  const phase: Phase = { name: 'banner' };
  const client = new Client();
  const work = async (): Promise<SshFinding | Seen> => {
    const started = performance.now();
    const met = await greeted(client, socket, phase);
    return 'outcome' in met ? met : { address, dnsMs, connectMs, handshakeMs: performance.now() - started, ...met };
  };
  return within(timeoutMs - (performance.now() - begun), phase, work, () => {
    client.destroy();
    socket.destroy();
  });
}

export function isSshFinding(result: SshFinding | Seen): result is SshFinding {
  return 'hostKey' in result;
}

type Met = Pick<SshFinding, 'banner' | 'hostKey' | 'algorithms'>;

/** The library goes through the key exchange; what the server said in the clear is read beside it. */
function greeted(client: Client, socket: Socket, phase: Phase): Promise<Met | Seen> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      if (heard.length < mostHeard) heard = Buffer.concat([heard, chunk]);
      if (identificationIn(heard)) phase.name = 'key exchange';
    });
    client.on('error', (error: NodeJS.ErrnoException) => resolve(explained(error, heard)));
    client.once('close', () => resolve(explained(new Error('closed'), heard)));
    client.connect({
      sock: socket,
      username: 'nobody',
      readyTimeout: 0,
      hostVerifier: (key: Buffer) => {
        const known = identificationIn(heard);
        const algorithms = known ? (algorithmsIn(known.rest) ?? null) : null;
        resolve({ banner: known?.banner ?? '', hostKey: hostKeyOf(key), algorithms });
        return false;
      },
    });
  });
}

/** As it comes over the wire (RFC 4253, section 6.6). */
export function hostKeyOf(key: Buffer): HostKey {
  const type = key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
  const fingerprint = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
  return { type, fingerprint: `SHA256:${fingerprint}`, publicKey: `${type} ${key.toString('base64')}` };
}

function explained(error: NodeJS.ErrnoException & { level?: string }, heard: Buffer): Seen {
  const known = identificationIn(heard);
  if (error.code) {
    const seen = failure(error);
    if (seen.outcome === 'down') return { ...seen, message: `${seen.message} (${known ? 'key exchange' : 'banner'})` };
  }
  if (!known) {
    const said = heard
      .subarray(0, 80)
      .toString('latin1')
      .replace(/[^\x20-\x7e]/g, '.');
    return down(
      'not-ssh',
      said === '' ? 'the peer closed the connection before it said who it is' : `what answers is not SSH: "${said}"`,
    );
  }
  return down('handshake', `the key exchange failed: ${error.message}`);
}
