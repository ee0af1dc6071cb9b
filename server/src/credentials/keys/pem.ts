import { createPrivateKey, type KeyObject } from 'node:crypto';
import { integersIn, membersOf } from './der.js';
import type { FileKey } from './file-key.js';
import { passphraseMissing, wrongPassphrase } from './openssh.js';
import { isOfCryptoLibrary, unsupported, unsupportedCurve } from './private-fields.js';
import { keyFault, refusedKey, Unreadable } from './refusals.js';

export const pemLabels = [
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
  'DSA PRIVATE KEY',
];

/** Of OpenSSL's own choice it is 2,048; a key that asks for more than this would stop the program for seconds. */
const mostIterations = 5_000_000n;
const curves: (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];

/**
 * What OpenSSL writes: PKCS #1, SEC 1 and PKCS #8, encrypted or not. `content` is what stands between the lines of dashes.
 * @throws BadRequest with the reason @throws Unreadable
 */
export function pemKey(
  { label, text, content }: { label: string; text: string; content: Buffer },
  passphrase: Buffer | undefined,
): FileKey {
  if (label === 'DSA PRIVATE KEY') throw dsa();
  const isEncrypted = label.startsWith('ENCRYPTED') || /^Proc-Type: *4,ENCRYPTED/m.test(text);
  if (isEncrypted && !passphrase) throw passphraseMissing();
  if (label.startsWith('ENCRYPTED')) requireCheap(content);
  const key = opened(text, isEncrypted ? passphrase : undefined);
  requireTakenType(key);
  return { key, comment: '' };
}

function opened(text: string, passphrase: Buffer | undefined): KeyObject {
  try {
    return createPrivateKey({ key: text, format: 'pem', ...(passphrase ? { passphrase } : {}) });
  } catch (error) {
    if (!isOfCryptoLibrary(error)) throw error;
    const cipher = /^DEK-Info: *([\w-]+)/m.exec(text)?.[1];
    if (cipher && !/^(AES-(128|192|256)|DES-EDE3)-CBC$/.test(cipher))
      throw refusedKey(keyFault.cipher, `is encrypted with ${cipher}, which is not supported any more`);
    if (passphrase) throw wrongPassphrase();
    throw new Unreadable('it is damaged, or ends too early');
  }
}

/** How often the passphrase is hashed is the file's choice, and nothing else runs meanwhile. */
function requireCheap(content: Buffer): void {
  const [algorithm] = membersOf(content);
  for (const number of algorithm ? integersIn(algorithm) : []) {
    if (number > mostIterations)
      throw refusedKey(keyFault.costly, `asks for ${number} rounds of hashing; ${mostIterations} is the most`);
  }
}

function requireTakenType({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): void {
  if (type === 'dsa') throw dsa();
  if (type === 'ec') {
    if (!curves.includes(details?.namedCurve)) throw unsupportedCurve(details?.namedCurve ?? '');
  } else if (type !== 'rsa' && type !== 'ed25519') {
    throw unsupported(`is a key of type ${type ?? 'unknown'}; Ed25519, ECDSA and RSA are taken`);
  }
}

function dsa() {
  return unsupported('is a DSA key, which OpenSSH refuses since version 7');
}
