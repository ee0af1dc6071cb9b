import { HostKey } from '../app/api/wire';
import { noon } from './fixtures';

export function aHostKey(over: Partial<HostKey> = {}): HostKey {
  return {
    id: 'id-key',
    serverId: 'id-web',
    hostname: 'web-1',
    type: 'ssh-ed25519',
    publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample',
    fingerprint: 'SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I',
    state: 'waiting',
    source: 'presented',
    reason: null,
    decidedBy: null,
    decidedAt: null,
    createdAt: noon,
    seenAt: noon,
    seenAddress: '10.2.3.4',
    refusals: 2,
    sharedWith: 0,
    version: 3,
    ...over,
  };
}
