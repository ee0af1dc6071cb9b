import { whenOver } from '../deadline.js';
import { isDialled, type Dialler } from '../dialler.js';
import type { Seen } from '../seen.js';

export interface TcpLook {
  port: number;
  timeoutMs: number;
  /** How long to wait for what the peer says. 0: not at all. */
  bannerMs: number;
  /** A question, for a peer that does not speak first. */
  say?: Buffer;
  /** Whether what has come is all that is waited for. Not given: a line. */
  isEnough?: (said: Buffer) => boolean;
}

export interface TcpFinding {
  address: string;
  dnsMs: number;
  connectMs: number;
  /** The first line of what the peer said, printable characters only. */
  banner: string | null;
  /** As it came; about 256 bytes of it. */
  said: Buffer;
}

const mostBanner = 256;
const nothing = Buffer.alloc(0);
const aLine = (said: Buffer) => said.includes(0x0a);

/** Whether a port accepts a connection, and what is said there unasked. Never rejects. */
export async function tcpLook(
  dialler: Dialler,
  host: string,
  { port, timeoutMs, bannerMs, say, isEnough = aLine }: TcpLook,
): Promise<TcpFinding | Seen> {
  const dialled = await dialler.dial(host, port, timeoutMs);
  if (!isDialled(dialled)) return dialled;
  const { socket, address, dnsMs, connectMs } = dialled;
  if (say) socket.write(say);
  const said =
    bannerMs <= 0
      ? nothing
      : await new Promise<Buffer>((resolve) => {
          let heard: Buffer = nothing;
          const end = () => {
            clearTimeout(timer);
            resolve(heard);
          };
          const timer = whenOver(bannerMs, end);
          socket.on('data', (chunk: Buffer) => {
            heard = Buffer.concat([heard, chunk]);
            if (heard.length >= mostBanner || isEnough(heard)) end();
          });
          socket.once('close', end);
        });
  // A reset, not a FIN: whoever closes first keeps the port in TIME_WAIT, and a big sweep would run out of ports.
  socket.resetAndDestroy();
  return { address, dnsMs, connectMs, banner: lineOf(said), said };
}

export function isTcpFinding(result: TcpFinding | Seen): result is TcpFinding {
  return 'banner' in result;
}

function lineOf(said: Buffer): string | null {
  if (said.length === 0) return null;
  const [line = ''] = said.subarray(0, mostBanner).toString('latin1').split('\n', 1);
  const text = line.replace(/[^\x20-\x7e]/g, '').trim();
  return text === '' ? null : text;
}
