import { Credential } from '../app/api/wire';
import { noon } from './fixtures';

export function aCredential(over: Partial<Credential> = {}): Credential {
  return {
    id: 'id-fleet',
    name: 'fleet',
    algorithm: 'ed25519',
    bits: 256,
    publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample fleet',
    fingerprint: 'SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I',
    comment: 'fleet',
    weak: false,
    keyVersion: 1,
    createdAt: noon,
    rotatedAt: null,
    expiresAt: null,
    rotateEveryDays: null,
    lastUsedAt: null,
    usedBy: 3,
    version: 1,
    ...over,
  };
}
