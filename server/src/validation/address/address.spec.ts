import { readAddress } from './address.js';

test.each([
  ['10.1.2.3', 'ipv4', '10.1.2.3', 'private'],
  [' 8.8.8.8 ', 'ipv4', '8.8.8.8', 'public'],
  ['127.0.0.1', 'ipv4', '127.0.0.1', 'loopback'],
  ['169.254.169.254', 'ipv4', '169.254.169.254', 'link-local'],
  ['100.64.9.9', 'ipv4', '100.64.9.9', 'cgnat'],
  ['203.0.113.9', 'ipv4', '203.0.113.9', 'documentation'],
  ['198.18.0.1', 'ipv4', '198.18.0.1', 'benchmarking'],
  ['239.1.1.1', 'ipv4', '239.1.1.1', 'multicast'],
  ['0.0.0.0', 'ipv4', '0.0.0.0', 'unspecified'],
  ['255.255.255.255', 'ipv4', '255.255.255.255', 'broadcast'],
  ['2001:DB8:0:0:1::1', 'ipv6', '2001:db8::1:0:0:1', 'documentation'],
  ['2606:4700::1111', 'ipv6', '2606:4700::1111', 'public'],
  ['FD00::1', 'ipv6', 'fd00::1', 'private'],
  ['::1', 'ipv6', '::1', 'loopback'],
  ['::', 'ipv6', '::', 'unspecified'],
  ['fe80::1', 'ipv6', 'fe80::1', 'link-local'],
  ['::ffff:10.0.0.1', 'ipv6', '::ffff:10.0.0.1', 'translated'],
  ['64:ff9b::7f00:1', 'ipv6', '64:ff9b::7f00:1', 'translated'],
  ['web-01', 'hostname', 'web-01', null],
  ['Web-01.Example.com.', 'fqdn', 'web-01.example.com', null],
  ['3com.example', 'fqdn', '3com.example', null],
  ['10.0.0.0/8', 'cidr', '10.0.0.0/8', 'private'],
  ['2001:db8::/32', 'cidr', '2001:db8::/32', 'documentation'],
])('%s is %s, best written %s, and %s', (text, kind, normal, ofClass) => {
  expect(readAddress(text)).toEqual({ kind, normal, class: ofClass, errors: [] });
});

test.each([
  ['', 'address.empty', 0],
  ['   ', 'address.empty', 0],
  ['http://web-01/', 'address.url', 0],
  ['web-01:22', 'address.port', 6],
  ['10.0.0.1:22', 'address.port', 8],
  ['[::1]', 'address.brackets', 0],
  ['[::1]:443', 'address.brackets', 0],
  ['10.0.0', 'ipv4.parts', 6],
  ['10.0.0.1.2', 'ipv4.parts', 10],
  ['2130706433', 'ipv4.parts', 10],
  ['0x7f000001', 'ipv4.parts', 10],
  ['127.1', 'ipv4.parts', 5],
  ['10.0..1', 'ipv4.empty-part', 5],
  ['10.0.256.1', 'ipv4.too-great', 5],
  ['10.0.010.1', 'ipv4.leading-zero', 5],
  ['0x7f.0.0.1', 'ipv4.hexadecimal', 0],
  ['fe80::1%eth0', 'ipv6.zone', 7],
  ['2001:db8::g', 'ipv6.character', 10],
  ['2001::db8::1', 'ipv6.shortened-twice', 9],
  ['2001:db8:::1', 'ipv6.colons', 10],
  ['2001:db8:12345::', 'ipv6.group', 9],
  ['2001:db8:1:2:3:4:5', 'ipv6.groups', 18],
  ['1:2:3:4:5:6:7:8:9', 'ipv6.groups', 17],
  ['  web_01', 'name.character', 5],
  ['web 01', 'name.character', 3],
  ['*.example.com', 'name.character', 0],
  ['wéb', 'name.character', 1],
  ['-web', 'name.hyphen', 0],
  ['web-.example.com', 'name.hyphen', 3],
  ['web..example.com', 'name.empty-label', 4],
  ['web.123', 'name.number', 4],
  [`${'a'.repeat(64)}.example.com`, 'name.label-too-long', 63],
  [`${'a.'.repeat(127)}com`, 'name.too-long', 253],
  ['10.0.0.0/33', 'cidr.prefix', 9],
  ['10.0.0.0/', 'cidr.prefix', 9],
  ['10.0.0.0/255.0.0.0', 'cidr.prefix', 9],
  ['2001:db8::/129', 'cidr.prefix', 11],
  ['web-01/24', 'cidr.name', 0],
  ['10.0.300.0/24', 'ipv4.too-great', 5],
])('of %j it is said that %s, at %i', (text, code, position) => {
  const read = readAddress(text);
  expect(read).toMatchObject({ kind: 'invalid', normal: null, errors: [{ code, position }] });
});

test('bits of the host in a network are a fault, and the network is told', () => {
  expect(readAddress('10.0.0.5/24')).toMatchObject({
    kind: 'cidr',
    normal: '10.0.0.0/24',
    errors: [{ code: 'cidr.host-bits' }],
  });
});
