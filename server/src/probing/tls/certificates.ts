import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';

const dayMs = 86_400_000;

/** A certificate of the chain that the peer showed, and what it leads to here. */
export interface ShownCertificate {
  subject: string;
  issuer: string;
  /** Who it is for: names and addresses. */
  names: string[];
  validFrom: Date;
  validTo: Date;
  /** Whole days until it ends; negative once it has. */
  daysLeft: number;
  serial: string;
  /** SHA-256 of the certificate, as hexadecimal with colons. */
  fingerprint: string;
  key: { type: string; bits: number | null };
  isAuthority: boolean;
}

export const tlsProblems = [
  'expired',
  'not-yet-valid',
  'revoked',
  'name-mismatch',
  'self-signed',
  'untrusted',
] as const;
export type TlsProblem = (typeof tlsProblems)[number];

/** From the server's own up to the root, as far as it is known. */
export function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let shown: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A socket without a certificate answers with an empty object, and a root is its own issuer.
  while ((shown as Partial<DetailedPeerCertificate> | undefined)?.raw && !seen.has(shown.fingerprint256)) {
    seen.add(shown.fingerprint256);
    chain.push(new X509Certificate(shown.raw));
    shown = shown.issuerCertificate;
  }
  return chain;
}

export function shownCertificate(certificate: X509Certificate, now: Date): ShownCertificate {
  const { publicKey } = certificate;
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  return {
    subject: spelt(certificate.subject),
    issuer: spelt(certificate.issuer),
    names: namesOf(certificate),
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
    daysLeft: Math.floor((certificate.validToDate.getTime() - now.getTime()) / dayMs),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    key: {
      type: namedCurve ? `${publicKey.asymmetricKeyType} ${namedCurve}` : (publicKey.asymmetricKeyType ?? 'unknown'),
      bits: modulusLength ?? null,
    },
    isAuthority: certificate.ca,
  };
}

/** The subject alternative names (RFC 5280, section 4.2.1.6); the common name counts for nothing since RFC 9525. */
export function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, name = '']) =>
    name.startsWith('"') ? (JSON.parse(name) as string) : name,
  );
}

/**
 * All that is wrong with a chain for somebody who wants `name`, the worst first. OpenSSL names only what it met first, so times, names and
 * self-signatures are looked at one by one; `verdict` is what it said.
 */
export function problemsOf(socket: TLSSocket, chain: X509Certificate[], name: string, now: Date): TlsProblem[] {
  const [own] = chain;
  if (!own) return ['untrusted'];
  const verdict = socket.authorizationError as unknown as string | null;
  const isSelfSigned = own.checkIssued(own) && own.verify(own.publicKey);
  const found = new Set<TlsProblem>();
  if (chain.some(({ validToDate }) => validToDate < now)) found.add('expired');
  if (chain.some(({ validFromDate }) => validFromDate > now)) found.add('not-yet-valid');
  if (checkServerIdentity(name, socket.getPeerCertificate())) found.add('name-mismatch');
  if (verdict && isSelfSigned) found.add('self-signed');
  else if (verdict === 'CERT_REVOKED') found.add('revoked');
  else if (verdict && !ofTime.includes(verdict)) found.add('untrusted');
  return tlsProblems.filter((problem) => found.has(problem));
}

const ofTime = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/** `CN=web, O=Example` instead of a line for each. */
function spelt(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ');
}
