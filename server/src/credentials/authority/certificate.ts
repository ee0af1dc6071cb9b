import { randomBytes } from 'node:crypto';
import { field } from '../keys/blob.js';
import { packed, uint32, uint64, unpacked } from './wire.js';

export const purposes = ['user', 'host'] as const;
export type Purpose = (typeof purposes)[number];

/** What a certificate says of a key. */
export interface Statement {
  purpose: Purpose;
  serial: bigint;
  /** What the server's log calls whoever logs in with it. */
  keyId: string;
  /** Users or host names that it is good for. Never empty: in the format that means all of them. */
  principals: readonly string[];
  validAfter: Date;
  validBefore: Date;
  /** What narrows it; who does not know one must refuse the certificate. Of user certificates alone. */
  criticalOptions: Readonly<Record<string, string>>;
  /** What it allows; who does not know one passes over it. Of user certificates alone. */
  extensions: readonly string[];
}

const purposeCode: Record<Purpose, number> = { user: 1, host: 2 };

/**
 * A certificate in OpenSSH's form (PROTOCOL.certkeys): the subject's key between a nonce and the statement, signed as a whole.
 * @param subject the key in the wire's form @param authority likewise
 */
export function certificateOf(
  subject: Buffer,
  statement: Statement,
  authority: Buffer,
  signed: (content: Buffer) => Buffer,
  nonce = randomBytes(32),
): Buffer {
  if (statement.principals.length === 0) throw new Error('a certificate for nobody is one for everybody');
  const {
    fields: [type = Buffer.alloc(0)],
    rest: key,
  } = unpacked(subject, 1);
  const { purpose, serial, keyId, principals, validAfter, validBefore, criticalOptions, extensions } = statement;
  const content = Buffer.concat([
    field(certificateTypeOf(type.toString())),
    field(nonce),
    key,
    uint64(serial),
    uint32(purposeCode[purpose]),
    field(keyId),
    packed(principals),
    uint64(secondsOf(validAfter)),
    uint64(secondsOf(validBefore)),
    packed(inOrder(Object.keys(criticalOptions)).flatMap((name) => [name, field(criticalOptions[name] ?? '')])),
    packed(inOrder(extensions).flatMap((name) => [name, ''])),
    field(''),
    field(authority),
  ]);
  return Buffer.concat([content, field(signed(content))]);
}

/** As in a file `…-cert.pub`, without a comment. */
export function certificateLine(certificate: Buffer): string {
  const { fields } = unpacked(certificate, 1);
  return `${fields[0]?.toString() ?? ''} ${certificate.toString('base64')}`;
}

/** `ssh-ed25519` → `ssh-ed25519-cert-v01@openssh.com`; OpenSSH's own kinds of keys carry its name at the end already. */
export function certificateTypeOf(keyType: string): string {
  return `${keyType.replace(/@openssh\.com$/, '')}-cert-v01@openssh.com`;
}

/** The format wants names in the order of their bytes, each once. */
function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

function secondsOf(moment: Date): bigint {
  return BigInt(Math.floor(moment.getTime() / 1_000));
}
