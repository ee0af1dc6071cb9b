import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imported } from '../../../src/credentials/keys/imported.js';
import type { Needles } from './needles.js';
import { privatePartsOf, sealedLinesOf } from './private-parts.js';

/** A key as somebody pastes it. */
export interface Pasted {
  privateKey: string;
  passphrase?: string;
}

let made = 0;

/** Made by OpenSSH, and known to the needles: its parts, and if it is encrypted its text and its passphrase. */
export async function pastedKey(
  needles: Needles,
  directory: string,
  options: string[],
  isEncrypted = false,
): Promise<Pasted> {
  const file = join(directory, `pasted-${++made}`);
  const passphrase = isEncrypted ? newPassphrase() : '';
  execFileSync('ssh-keygen', ['-q', '-C', 'pasted', '-f', file, '-N', passphrase, '-a', '2', ...options]);
  const privateKey = readFileSync(file, 'utf8');
  const { secret } = await imported({ privateKey, passphrase, acceptWeak: true });
  const of = `a key of ssh-keygen ${options.join(' ')}`;
  for (const part of privatePartsOf(createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' }))) {
    needles.add(`what is private of ${of}`, part);
  }
  if (!isEncrypted) return { privateKey };
  for (const line of sealedLinesOf(privateKey)) needles.add(`the encrypted file of ${of}`, line);
  needles.add('a passphrase', passphrase);
  return { privateKey, passphrase };
}

export function newPassphrase(): string {
  return `correct horse ${randomBytes(12).toString('hex')}`;
}
