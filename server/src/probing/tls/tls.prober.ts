import type { Prober } from '../prober.js';
import { down, up, type Seen } from '../seen.js';
import { isTlsFinding, tlsLook, type TlsFinding, type TlsLook } from './tls.look.js';

export interface TlsSettings extends TlsLook {
  /** A certificate with fewer days left is a finding. */
  warnDays: number;
}

/** Up while the certificate is one that a client would accept, for longer than is warned of. */
export const tlsProber: Prober<TlsSettings> = {
  type: 'tls',
  async probe(dialler, target, settings) {
    const finding = await tlsLook(dialler, target, settings);
    return isTlsFinding(finding) ? judged(finding, settings) : finding;
  },
};

function judged(
  { chain, problems, protocol, cipher, handshakeMs, connectMs, dnsMs }: TlsFinding,
  { warnDays }: TlsSettings,
): Seen {
  const daysLeft = Math.min(...chain.map((each) => each.daysLeft));
  const [own] = chain;
  const latencyMs = dnsMs + connectMs + handshakeMs;
  const observed = {
    daysLeft,
    validTo: own?.validTo.toISOString() ?? null,
    issuer: own?.issuer ?? null,
    names: own?.names ?? [],
    protocol,
    cipher,
  };
  const [worst] = problems;
  if (worst) return down(worst, problems.map((problem) => sentences[problem]).join('; '), latencyMs, observed);
  const days = daysLeft === 1 ? '1 day' : `${daysLeft} days`;
  const seen = up('valid', `the certificate is valid for ${days} more`, latencyMs, observed);
  return daysLeft < warnDays ? { ...seen, code: 'expires-soon', isPoor: true } : seen;
}

/** For people. */
export const sentences = {
  expired: 'a certificate has expired',
  'not-yet-valid': 'a certificate is not valid yet',
  revoked: 'the certificate is revoked',
  'name-mismatch': 'the certificate is for other names',
  'self-signed': 'the certificate is signed by itself',
  untrusted: 'no trusted authority stands behind the certificate',
} as const;
