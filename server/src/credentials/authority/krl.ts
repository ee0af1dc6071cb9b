import { field } from '../keys/blob.js';
import { serialSections, type SerialRange } from './serial-sections.js';
import { uint32, uint64 } from './wire.js';

/** What is revoked of the certificates that one authority signed. */
export interface RevokedCertificates {
  /** The authority's key in the wire's form. */
  authority: Buffer;
  serials: readonly SerialRange[];
  keyIds: readonly string[];
}

export interface RevocationList {
  /** Grows with every change. */
  version: bigint;
  generatedAt: Date;
  comment: string;
  certificates: readonly RevokedCertificates[];
  /** Keys in the wire's form. An authority's own among them revokes whatever it signed. */
  keys: readonly Buffer[];
  /** SHA-256 of keys in the wire's form. */
  fingerprints: readonly Buffer[];
}

const magic = Buffer.from('SSHKRL\n\0', 'latin1');
const formatVersion = 1;
const sectionTypes = { certificates: 1, key: 2, fingerprint: 5 } as const;
const keyIdSection = 0x23;

/** A revocation list in OpenSSH's form (PROTOCOL.krl), for `RevokedKeys`. The same content yields the same bytes. */
export function krlOf({ version, generatedAt, comment, certificates, keys, fingerprints }: RevocationList): Buffer {
  const seconds = BigInt(Math.floor(generatedAt.getTime() / 1_000));
  const revoked = certificates.filter(({ serials, keyIds }) => serials.length > 0 || keyIds.length > 0);
  return Buffer.concat([
    magic,
    uint32(formatVersion),
    uint64(version),
    uint64(seconds),
    uint64(0n), // flags: none are defined
    field(''),
    field(comment),
    ...revoked.map((each) => section(sectionTypes.certificates, certificatesOf(each))),
    ...fieldsIn(sectionTypes.key, keys),
    ...fieldsIn(sectionTypes.fingerprint, fingerprints),
  ]);
}

function certificatesOf({ authority, serials, keyIds }: RevokedCertificates): Buffer {
  return Buffer.concat([
    field(authority),
    field(''),
    ...serialSections(serials).map(({ type, data }) => section(type, data)),
    ...fieldsIn(
      keyIdSection,
      keyIds.map((each) => Buffer.from(each)),
    ),
  ]);
}

/** A section must have something in it. OpenSSH reads hashes in the order of their bytes. */
function fieldsIn(type: number, contents: readonly Buffer[]): Buffer[] {
  if (contents.length === 0) return [];
  const inOrder = [...contents].sort((one, other) => Buffer.compare(one, other));
  return [section(type, Buffer.concat(inOrder.map((each) => field(each))))];
}

function section(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), field(data)]);
}
