import { HostKey, KnownLogin, KnownLogins, LoginPhaseName } from '../app/api/wire';
import { noon, pageOf } from './fixtures';

const steps: [LoginPhaseName, number][] = [
  ['tcp', 0.4],
  ['kex', 12],
  ['hostKey', 0.2],
  ['auth', 31],
  ['command', 4],
];

/** One that went well, or ended at a step. */
export function aLoginTest(failed: LoginPhaseName | null = null, message = 'it did not') {
  const last = failed === null ? steps.length : steps.findIndex(([name]) => name === failed) + 1;
  const phases = steps
    .slice(0, last)
    .map(([name, ms]) => ({ name, ms, ok: name !== failed, message: name === failed ? message : 'done' }));
  return { ok: failed === null, phases, testedAt: noon };
}

export function aLogin(hostname: string, over: Partial<KnownLogin> = {}): KnownLogin {
  return {
    serverId: `id-${hostname}`,
    hostname,
    declared: true,
    placements: [{ keyVersion: 1, state: 'placed', verifiedAt: noon, error: null }],
    test: aLoginTest(),
    ...over,
  };
}

export function logins(items: KnownLogin[], over: Partial<KnownLogins> = {}): KnownLogins {
  const ok = items.filter(({ test }) => test?.ok === true).length;
  const failing = items.filter(({ test }) => test?.ok === false).length;
  const counts = { ok, failing, untested: items.length - ok - failing };
  return { ...pageOf(items, { total: { value: items.length, exact: true } }), counts, ...over };
}

export function aHostKey(over: Partial<HostKey> = {}): HostKey {
  return {
    id: 'id-host-key',
    serverId: 'id-web',
    hostname: 'web',
    type: 'ssh-ed25519',
    publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHost',
    fingerprint: 'SHA256:trusted',
    state: 'trusted',
    source: 'first-use',
    reason: null,
    decidedBy: null,
    decidedAt: null,
    createdAt: noon,
    seenAt: noon,
    seenAddress: '10.0.0.1',
    refusals: 0,
    sharedWith: 0,
    version: 1,
    ...over,
  };
}
