import fc from 'fast-check';
import { addressFault, hostnameFault, pathFault, statusesFault, tagsFault, tagsOf, wholeFault } from './form-rules';

const isFine = null;

test.each([
  ['web-01.eu-west-1.example.com', isFine],
  ['web', isFine],
  ['  Web-01 ', isFine],
  ['3com.example', isFine],
  ['', /needs a host name/],
  ['web 01', /no "space"/],
  ['web_01', /no "_"/],
  ['web..com', /between two dots/],
  ['.web', /between two dots/],
  ['-web', /hyphen/],
  ['web-.com', /hyphen/],
  ['10.0.0.1', /address/],
  ['a'.repeat(64), /63/],
  [`${'a.'.repeat(127)}aa`, /253/],
])('host name %j', (text, fault) => {
  if (fault === null) expect(hostnameFault(text)).toBeNull();
  else expect(hostnameFault(text)).toMatch(fault);
});

test.each([
  '',
  '10.2.0.7',
  '255.255.255.255',
  '2001:db8::7',
  '::',
  '::1',
  '1::',
  '1:2:3:4:5:6:7:8',
  '::ffff:10.0.0.1',
  'FE80::1',
])('%j is an address, or none', (text) => expect(addressFault(text)).toBeNull());

test.each([
  '10.2.0',
  '10.2.0.256',
  '010.2.0.7',
  '10.2.0.7/24',
  'web',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '12345::',
  ':::',
  '1:2:3:4:5:6:7:8:9',
  ':1',
])('%j is no address', (text) => expect(addressFault(text)).not.toBeNull());

test('every IPv4 and IPv6 address is one', () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => addressFault(address) === null));
});

test.each([
  ['env:prod pci', isFine],
  ['', isFine],
  ['a,b', isFine],
  ['"x"', /no tag/],
  [':x', /no tag/],
])('tags %j', (text, fault) => {
  if (fault === null) expect(tagsFault(text)).toBeNull();
  else expect(tagsFault(text)).toMatch(fault);
});

test('tags are separated by spaces or commas, and said once', () => {
  expect(tagsOf(' env:prod, pci  env:prod ')).toEqual(['env:prod', 'pci']);
});

test.each([
  ['', true],
  ['1', true],
  ['65535', true],
  ['0', false],
  ['65536', false],
  ['2.5', false],
  ['-1', false],
  ['1e3', false],
  ['x', false],
])('the port %j is fine: %s', (text, isOne) => expect(wholeFault(text, 1, 65_535) === null).toBe(isOne));

test('paths and statuses', () => {
  expect(pathFault('/health?x=1')).toBeNull();
  expect(pathFault('health')).not.toBeNull();
  expect(pathFault('/a b')).not.toBeNull();
  expect(statusesFault('200, 204')).toBeNull();
  expect(statusesFault('200 99')).toMatch('"99"');
});
