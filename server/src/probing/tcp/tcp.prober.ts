import type { Prober } from '../prober.js';
import { up } from '../seen.js';
import { isTcpFinding, tcpLook } from './tcp.look.js';

export interface TcpSettings {
  port: number;
  timeoutMs: number;
}

/** Up when the port accepts a connection. Says nothing of what answers there. */
export const tcpProber: Prober<TcpSettings> = {
  type: 'tcp',
  async probe(dialler, { host }, { port, timeoutMs }) {
    const finding = await tcpLook(dialler, host, { port, timeoutMs, bannerMs: 0 });
    return isTcpFinding(finding) ? up('connected', 'connected', finding.connectMs) : finding;
  },
};
