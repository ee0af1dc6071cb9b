import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const library = createRequire(import.meta.url).resolve('bcrypt-pbkdf');

/** The library computes in JavaScript, half a second for what `ssh-keygen` makes: on a thread of its own nobody waits for it. */
const derivation = `
  const { parentPort, workerData: { library, passphrase, salt, length, rounds } } = require('node:worker_threads');
  const derived = Buffer.alloc(length);
  require(library).pbkdf(passphrase, passphrase.length, salt, salt.length, derived, length, rounds);
  passphrase.fill(0);
  parentPort.postMessage(derived);
  derived.fill(0);
`;

/** Key material from a passphrase as OpenSSH's own format does it: `bcrypt_pbkdf` of OpenBSD. */
export async function bcryptDerived(
  passphrase: Buffer,
  { salt, rounds }: { salt: Buffer; rounds: number },
  length: number,
): Promise<Buffer> {
  const worker = new Worker(derivation, {
    eval: true,
    execArgv: [],
    workerData: { library, passphrase, salt, length, rounds },
  });
  try {
    const [derived] = (await once(worker, 'message')) as [Uint8Array];
    return Buffer.from(derived.buffer, derived.byteOffset, derived.byteLength);
  } finally {
    await worker.terminate();
  }
}
