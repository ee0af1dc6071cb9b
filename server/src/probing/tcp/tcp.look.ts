import { isDialled, type Dialler } from '../dialler.js';
import type { Seen } from '../seen.js';

export interface TcpLook {
  port: number;
  timeoutMs: number;
  /** How long to wait for a peer that speaks first. 0: not at all. */
  bannerMs: number;
}

export interface TcpFinding {
  address: string;
  dnsMs: number;
  connectMs: number;
  /** The first line of what the peer said by itself, printable characters only. */
  banner: string | null;
}

const mostBanner = 256;

/** Whether a port accepts a connection, and what is said there unasked. Never rejects. */
export async function tcpLook(
  dialler: Dialler,
  host: string,
  { port, timeoutMs, bannerMs }: TcpLook,
): Promise<TcpFinding | Seen> {
  const dialled = await dialler.dial(host, port, timeoutMs);
  if (!isDialled(dialled)) return dialled;
  const { socket, address, dnsMs, connectMs } = dialled;
  const banner =
    bannerMs <= 0
      ? null
      : await new Promise<string | null>((resolve) => {
          let said = Buffer.alloc(0);
          const end = () => {
            clearTimeout(timer);
            resolve(lineOf(said));
          };
          const timer = setTimeout(end, bannerMs);
          socket.on('data', (chunk: Buffer) => {
            said = Buffer.concat([said, chunk]);
            if (said.includes(0x0a) || said.length >= mostBanner) end();
          });
          socket.once('close', end);
        });
  // A reset, not a FIN: whoever closes first keeps the port in TIME_WAIT, and a big sweep would run out of ports.
  socket.resetAndDestroy();
  return { address, dnsMs, connectMs, banner };
}

export function isTcpFinding(result: TcpFinding | Seen): result is TcpFinding {
  return 'banner' in result;
}

function lineOf(said: Buffer): string | null {
  const [line = ''] = said.subarray(0, mostBanner).toString('latin1').split('\n', 1);
  const text = line.replace(/[^\x20-\x7e]/g, '').trim();
  return text === '' ? null : text;
}
