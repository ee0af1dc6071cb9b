import { VerdictOf } from '../app/api/wire';

export function anAddress(over: Partial<VerdictOf<'address'>> = {}): VerdictOf<'address'> {
  return {
    ok: true,
    code: 'ok',
    message: 'An IPv4 address, private',
    kind: 'ipv4',
    normal: '10.0.0.1',
    class: 'private',
    errors: [],
    dns: null,
    duplicates: [],
    ...over,
  };
}

export function someDns(over: Partial<NonNullable<VerdictOf<'address'>['dns']>> = {}): VerdictOf<'address'>['dns'] {
  return { a: [], aaaa: [], cname: [], ptr: [], agrees: null, error: null, ...over };
}

export function aTcp(over: Partial<VerdictOf<'tcp'>> = {}): VerdictOf<'tcp'> {
  const port = { ok: true, code: 'open', message: 'The port is open', connectMs: 3 };
  return {
    ok: true,
    code: 'open',
    message: 'The port is open',
    address: '10.0.0.1',
    dnsMs: 0,
    connectMs: 3,
    banner: null,
    results: [{ ...port, port: 22, banner: 'SSH-2.0-OpenSSH_9.6' }],
    ...over,
  };
}

function aCertificate(over: Partial<VerdictOf<'tls'>['chain'][number]> = {}): VerdictOf<'tls'>['chain'][number] {
  return {
    subject: 'CN=web.example.com',
    issuer: 'CN=Example Root',
    names: ['web.example.com'],
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2100-01-01T00:00:00.000Z',
    daysLeft: 12,
    serial: '01',
    fingerprint: 'AA:BB',
    key: { type: 'rsa', bits: 2048 },
    isAuthority: false,
    ...over,
  };
}

export function aTls(over: Partial<VerdictOf<'tls'>> = {}): VerdictOf<'tls'> {
  return {
    ok: true,
    code: 'ok',
    message: 'The certificate is valid for 12 more days',
    problems: [],
    daysLeft: 12,
    chain: [aCertificate(), aCertificate({ subject: 'CN=Example Root', names: [], daysLeft: 900, isAuthority: true })],
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    ocsp: null,
    address: '10.0.0.1',
    connectMs: 2,
    handshakeMs: 9,
    ...over,
  };
}
