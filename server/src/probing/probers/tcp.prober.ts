import { isDialled } from '../dialler.js';
import type { Prober } from '../prober.js';
import { up } from '../seen.js';

export interface TcpSettings {
  port: number;
  timeoutMs: number;
}

/** Up when the port accepts a connection. Says nothing of what answers there. */
export const tcpProber: Prober<TcpSettings> = {
  type: 'tcp',
  async probe(dialler, { host }, { port, timeoutMs }) {
    const dialled = await dialler.dial(host, port, timeoutMs);
    if (!isDialled(dialled)) return dialled;
    // A reset, not a FIN: whoever closes first keeps the port in TIME_WAIT, and a big sweep would run out of ports.
    dialled.socket.resetAndDestroy();
    return up('connected', 'connected', dialled.connectMs);
  },
};
