import { generated } from '../../../src/credentials/keys/generated.js';
import { privateKeyIn } from '../../../src/credentials/keys/key.js';
import { openSession, type Login } from '../../../src/credentials/ssh/entry.js';
import type { SshSession } from '../../../src/credentials/ssh/session.js';
import type { LoginKey } from '../../../src/credentials/ssh/signer.js';
import { Dialler } from '../../../src/probing/dialler.js';
import { ProbePolicy } from '../../../src/probing/policy.js';

export const loopback = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8'], deny: [] }));

/** A key that no database holds. */
export async function freshKey(name = 'a key'): Promise<LoginKey> {
  const { public: known, secret } = await generated('ed25519');
  return { name, publicLine: known.line, privateKey: privateKeyIn(secret) };
}

/** Logs in on the loopback, past any host key. */
export function entered(login: Pick<Login, 'port' | 'keys'> & Partial<Login>): Promise<SshSession> {
  return openSession(loopback, {
    host: '127.0.0.1',
    user: 'root',
    timeoutMs: 10_000,
    hostKeyTypes: [],
    judge: () => Promise.resolve(undefined),
    announced: () => undefined,
    ...login,
  });
}
