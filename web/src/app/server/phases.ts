import { Answered, Validator, VerdictOf } from '../api/wire';

/** A stretch of the time that a look took. */
export interface Phase {
  name: string;
  ms: number;
}

type Measured = readonly (readonly [name: string, ms: number | null])[];

const measured: { [Of in Validator]: (verdict: VerdictOf<Of>) => Measured } = {
  address: () => [],
  tcp: ({ dnsMs, connectMs }) => [
    ['DNS', dnsMs],
    ['connect', connectMs],
  ],
  http: ({ timings }) => {
    if (!timings) return [];
    const { dnsMs, tcpMs, tlsMs, firstByteMs, totalMs } = timings;
    return [
      ['DNS', dnsMs],
      ['connect', tcpMs],
      ['TLS', tlsMs],
      ['first byte', firstByteMs],
      ['body', totalMs - dnsMs - tcpMs - tlsMs - firstByteMs],
    ];
  },
  tls: ({ connectMs, handshakeMs }) => [
    ['connect', connectMs],
    ['handshake', handshakeMs],
  ],
  ssh: ({ connectMs, handshakeMs }) => [
    ['connect', connectMs],
    ['key exchange', handshakeMs],
  ],
  dns: ({ latencyMs }) => [['answer', latencyMs]],
  icmp: ({ latencyMs }) => [['echo', latencyMs]],
};

/** What was measured, in the order in which it happened. A phase that took no time did not happen: an address needs no DNS. */
export function phasesOf({ validator, verdict }: Answered): Phase[] {
  const phases = (measured[validator] as (of: Answered['verdict']) => Measured)(verdict);
  return phases.flatMap(([name, ms]) => (ms !== null && ms > 0 ? [{ name, ms }] : []));
}

/** All phases together; null when nothing was measured. */
export function tookMs(phases: readonly Phase[]): number | null {
  return phases.length === 0 ? null : phases.reduce((sum, { ms }) => sum + ms, 0);
}
