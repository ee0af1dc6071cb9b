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
