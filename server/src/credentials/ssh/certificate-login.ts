import type { KeyObject } from 'node:crypto';
import type { Client, ParsedKey } from 'ssh2';
import { signatureBy } from '../authority/signature.js';
import { field } from '../keys/blob.js';

/**
 * Logins with a certificate, which the SSH library does not know (its issue 551). It would do but for one name: within the signature
 * it repeats the algorithm of the request, `ssh-ed25519-cert-v01@openssh.com`, where OpenSSH wants that of the key alone. So the
 * signed request is written here, from the library's own parts; everything else stays the library's. Should an update move these
 * parts, the logins of `server/test/authority.spec.ts` fail.
 */

interface CertifiedKey extends ParsedKey {
  /** How it signs: name and signature, as they go over the wire. */
  wireSignature(data: Buffer): Buffer;
}

type Sign = (data: Buffer, signed: (signature: Buffer) => void) => void;

/** What is used of the library's inside. */
interface Protocol {
  authPK(user: string, key: ParsedKey, algorithm: string | undefined, sign?: Sign): void;
  _kex: { sessionID: Buffer };
  _packetRW: { write: { allocStart: number; alloc(length: number): Buffer; finalize(packet: Buffer): Buffer } };
  _cipher: { encrypt(packet: Buffer): void };
  _authsQueue: string[];
}

const userauthRequest = 50;

/** The key, which shows a certificate in its own place. */
export function certified(known: ParsedKey, certificateLine: string, privateKey: KeyObject): ParsedKey {
  const [type = '', base64 = ''] = certificateLine.split(' ');
  const blob = Buffer.from(base64, 'base64');
  const own = {
    // RFC 8332: the key's type says RSA, the request says with which hash.
    type: type.replace(/^ssh-rsa-/, 'rsa-sha2-512-'),
    getPublicSSH: () => blob,
    isPrivateKey: () => true,
    wireSignature: (data: Buffer) => signatureBy(privateKey, data),
  };
  return Object.assign(Object.create(known) as ParsedKey, own);
}

/** To be called once the client connects. */
export function acceptCertificates(client: Client): void {
  const { _protocol: protocol } = client as unknown as { _protocol: Protocol };
  const before = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    if (sign && isCertified(key)) send(protocol, signedRequest(protocol, user, key));
    else before(user, key, algorithm, sign);
  };
}

function isCertified(key: ParsedKey): key is CertifiedKey {
  return 'wireSignature' in key;
}

/** RFC 4252, section 7: what is signed begins with the session, so that it is good for no other. */
function signedRequest({ _kex: { sessionID } }: Protocol, user: string, key: CertifiedKey): Buffer {
  const request = Buffer.concat([
    Buffer.from([userauthRequest]),
    ...[user, 'ssh-connection', 'publickey'].map((each) => field(each)),
    Buffer.from([1]),
    field(key.type),
    field(key.getPublicSSH()),
  ]);
  return Buffer.concat([request, field(key.wireSignature(Buffer.concat([field(sessionID), request])))]);
}

function send({ _packetRW: { write }, _cipher: cipher, _authsQueue: waiting }: Protocol, payload: Buffer): void {
  const packet = write.alloc(payload.length);
  packet.set(payload, write.allocStart);
  waiting.push('publickey');
  cipher.encrypt(write.finalize(packet));
}
