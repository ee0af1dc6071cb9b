import { Authority, Certificate, TrustingServer } from '../app/api/wire';
import { noon } from './fixtures';

export function anAuthority(over: Partial<Authority> = {}): Authority {
  return {
    id: 'id-people',
    lineId: 'id-people',
    name: 'people',
    purpose: 'user',
    algorithm: 'ed25519',
    bits: 256,
    publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample people',
    fingerprint: 'SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I',
    state: 'active',
    successorId: null,
    lastSerial: '12',
    trust: { deployed: 1, proven: 40, refused: 2, unproven: 0 },
    createdAt: noon,
    retiredAt: null,
    version: 1,
    ...over,
  };
}

export function aTrustingServer(over: Partial<TrustingServer> = {}): TrustingServer {
  return {
    serverId: 'id-web',
    hostname: 'web-1',
    state: 'proven',
    way: 'authorized-keys',
    principals: [],
    deployedAt: noon,
    provenAt: noon,
    lookedAt: noon,
    error: null,
    ...over,
  };
}

export function aCertificate(over: Partial<Certificate> = {}): Certificate {
  return {
    id: 'id-certificate',
    authorityId: 'id-people',
    serial: '12',
    purpose: 'user',
    keyId: 'ada@fleet.local',
    principals: ['deploy'],
    fingerprint: 'SHA256:x',
    certificate: 'ssh-ed25519-cert-v01@openssh.com AAAAIHNzaA== ada',
    credentialId: null,
    serverId: null,
    criticalOptions: {},
    extensions: ['permit-pty'],
    state: 'valid',
    validAfter: noon,
    validBefore: noon,
    actorName: 'ada@fleet.local',
    reason: 'INC-1',
    createdAt: noon,
    revokedAt: null,
    revokedReason: null,
    ...over,
  };
}
