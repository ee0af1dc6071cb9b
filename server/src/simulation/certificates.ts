import { generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { sites } from './catalogue.js';
import { bits, integer, octets, oid, sequence, set, tagged, text, time, yes } from './der.js';

/** In PEM, as `tls.createSecureContext` takes it; the chain is the leaf and its issuer. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What an HTTPS listener of the fleet may present. */
export interface CertificateSet {
  /** The company's own authority: who trusts it, trusts the fleet. */
  readonly authority: string;
  readonly good: Certificate;
  readonly expiring: Certificate;
  readonly expired: Certificate;
}

const day = 24 * 60 * 60 * 1000;

/** Made anew at every start: nothing is stored, and nobody has a reason to trust it for longer. */
export function certificateSet(now: Date): CertificateSet {
  const authority = pair();
  const name = 'InfraWatch Fleet simulation';
  const authorityPem = issued({
    subject: name,
    issuer: name,
    publicKey: authority.publicKey,
    signedBy: authority.privateKey,
    from: new Date(+now - 400 * day),
    to: new Date(+now + 3650 * day),
  });
  const leaf = (from: number, to: number): Certificate => {
    const { publicKey, privateKey } = pair();
    const certificate = issued({
      subject: 'fleet.example.com',
      issuer: name,
      names: [...new Set(sites.map(({ region }) => `*.${region}.example.com`))],
      publicKey,
      signedBy: authority.privateKey,
      from: new Date(+now + from * day),
      to: new Date(+now + to * day),
    });
    return { cert: certificate + authorityPem, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  };
  return { authority: authorityPem, good: leaf(-30, 60), expiring: leaf(-84, 6), expired: leaf(-92, -2) };
}

interface Issue {
  subject: string;
  issuer: string;
  /** DNS names of a leaf; without them it is an authority. */
  names?: readonly string[];
  publicKey: KeyObject;
  signedBy: KeyObject;
  from: Date;
  to: Date;
}

/** An X.509 v3 certificate (RFC 5280), signed with ECDSA and SHA-256. */
function issued({ subject, issuer, names, publicKey, signedBy, from, to }: Issue): string {
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    algorithm,
    distinguished(issuer),
    sequence(time(from), time(to)),
    distinguished(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...(names ? leafExtensions(names) : authorityExtensions))),
  );
  const der = sequence(content, algorithm, bits(sign('sha256', content, signedBy)));
  return new X509Certificate(der).toString();
}

function distinguished(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), text(commonName))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return critical ? sequence(oid(id), yes, octets(value)) : sequence(oid(id), octets(value));
}

const basicConstraints = '2.5.29.19';
const keyUsage = '2.5.29.15';
const extendedKeyUsage = '2.5.29.37';
const subjectAltName = '2.5.29.17';
const serverAuth = '1.3.6.1.5.5.7.3.1';

/** Bit 5 is keyCertSign, bit 0 digitalSignature. */
const authorityExtensions = [
  extension(basicConstraints, sequence(yes), true),
  extension(keyUsage, bits(Buffer.from([0b0000_0100]), 2), true),
];

function leafExtensions(names: readonly string[]): Buffer[] {
  const alternatives = names.map((name) => tagged(0x82, Buffer.from(name, 'latin1')));
  return [
    extension(basicConstraints, sequence(), true),
    extension(keyUsage, bits(Buffer.from([0b1000_0000]), 7), true),
    extension(extendedKeyUsage, sequence(oid(serverAuth))),
    extension(subjectAltName, sequence(...alternatives)),
  ];
}

function pair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}
