import type { Prober } from '../prober.js';
import { up } from '../seen.js';
import { icmpLook, isIcmpFinding } from './icmp.look.js';

export interface IcmpSettings {
  timeoutMs: number;
}

/** Up when an echo request is answered. */
export const icmpProber: Prober<IcmpSettings> = {
  type: 'icmp',
  async probe(dialler, { host }, { timeoutMs }) {
    const finding = await icmpLook(dialler, host, timeoutMs);
    return isIcmpFinding(finding) ? up('echo', 'answered the echo', finding.latencyMs) : finding;
  },
};
