import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { certificateSet } from './certificates.js';
import * as der from './der.js';

const day = 24 * 60 * 60 * 1000;
const now = new Date();
const set = certificateSet(now);

/** What a client that trusts the fleet's authority says of a listener, by its name. */
async function verdictOn(which: 'good' | 'expiring' | 'expired', servername: string): Promise<string> {
  await using listener = createServer(set[which]).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername, ca: set.authority });
  try {
    await once(socket, 'secureConnect');
    return 'trusted';
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code ?? String(fault);
  } finally {
    socket.destroy();
  }
}

test.each([
  ['good', 'web-001.eu-west-1.example.com', 'trusted'],
  ['expiring', 'edge-014.ap-south-1.example.com', 'trusted'],
  ['expired', 'web-001.eu-west-1.example.com', 'CERT_HAS_EXPIRED'],
  ['good', 'web-001.elsewhere.org', 'ERR_TLS_CERT_ALTNAME_INVALID'],
] as const)('the %s certificate for %s is %s', async (which, servername, verdict) => {
  expect(await verdictOn(which, servername)).toBe(verdict);
});

test.each([
  ['good', 60],
  ['expiring', 6],
  ['expired', -2],
] as const)('the %s certificate has %i days left', (which, days) => {
  const { validTo } = new X509Certificate(set[which].cert);
  expect(Math.round((Date.parse(validTo) - +now) / day)).toBe(days);
});

test('the leaf is signed by the authority, which alone may sign', () => {
  const leaf = new X509Certificate(set.good.cert);
  const authority = new X509Certificate(set.authority);
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect([leaf.ca, authority.ca]).toEqual([false, true]);
  const { subjectaltname }: PeerCertificate = leaf.toLegacyObject();
  expect(subjectaltname).toContain('DNS:*.eu-west-1.example.com');
});

test.each([
  ['zero', der.integer(Buffer.from([0, 0])), '020100'],
  ['a number without its leading zeroes', der.integer(Buffer.from([0, 0, 5])), '020105'],
  ['a number that would look negative', der.integer(Buffer.from([0x80])), '02020080'],
  ['an arc above 127', der.oid('1.2.840.113549'), '06062a864886f70d'],
  ['a length above 127', der.octets(Buffer.alloc(200)).subarray(0, 3), '0481c8'],
  ['a length above 255', der.octets(Buffer.alloc(300)).subarray(0, 4), '0482012c'],
  [
    'a year of this half of the century',
    der.time(new Date('2026-03-04T05:06:07.890Z')),
    '170d3236303330343035303630375a',
  ],
  ['a year of the next', der.time(new Date('2050-03-04T05:06:07Z')), '180f32303530303330343035303630375a'],
])('%s is encoded as X.690 says', (_, encoded, hex) => expect(encoded.toString('hex')).toBe(hex));
