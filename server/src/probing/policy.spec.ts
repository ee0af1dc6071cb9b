import { ProbePolicy } from './policy.js';

const builtIn = new ProbePolicy({ allow: [], deny: [] });

test.each([
  '127.0.0.1',
  '127.8.4.2',
  '0.0.0.0',
  '0.1.2.3',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '224.0.0.1',
  '239.255.255.250',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  'fd00:ec2::254',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::169.254.169.254',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
])('%s is refused by itself', (address) => {
  expect(builtIn.refusal(address)?.message).toMatch(/FLEET_PROBE_ALLOW/);
});

test.each([
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '8.8.8.8',
  '100.64.0.1',
  '2001:db8::1',
  'fd12::1',
  '::ffff:10.0.0.1',
])('%s is allowed by itself', (address) => {
  expect(builtIn.refusal(address)).toBeUndefined();
});

test.each([
  ['allow beats what is built in', { allow: ['127.0.0.0/8'], deny: [] }, '127.0.0.1', true],
  [
    'for mapped addresses too, when both forms are allowed',
    { allow: ['127.0.0.0/8', '::ffff:0:0/96'], deny: [] },
    '::ffff:127.0.0.1',
    true,
  ],
  ['deny beats allow', { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16'] }, '10.1.2.3', false],
  ['deny reaches into mapped addresses', { allow: [], deny: ['10.1.0.0/16'] }, '::ffff:10.1.2.3', false],
  ['deny names itself', { allow: [], deny: ['2001:db8::/32'] }, '2001:db8::7', false],
])('%s', (_, lists, address, isAllowed) => {
  const refusal = new ProbePolicy(lists).refusal(address);
  expect(refusal === undefined).toBe(isAllowed);
  if (refusal) expect(refusal.message).toContain('FLEET_PROBE_DENY');
});

test('the refusal names the variable and the network that would allow it', () => {
  expect(builtIn.refusal('127.0.0.1')?.message).toBe(
    'not allowed: 127.0.0.1 is loopback; FLEET_PROBE_ALLOW=127.0.0.1/32 would allow it',
  );
});

test.each([
  ['127.0.0.0/8', { allow: [], deny: [] }, true],
  ['127.0.0.0/8', { allow: ['127.9.0.0/16'], deny: [] }, false],
  ['127.9.1.0/24', { allow: ['127.9.0.0/16'], deny: [] }, false],
  ['127.9.1.0/24', { allow: ['127.9.0.0/16'], deny: ['127.9.1.0/25', '127.9.1.128/25'] }, true],
  ['127.9.1.0/24', { allow: ['127.9.0.0/16'], deny: ['127.9.1.0/25', '127.9.1.129/32'] }, false],
  ['169.254.169.254/32', { allow: [], deny: [] }, true],
  ['168.0.0.0/8', { allow: [], deny: [] }, false],
  ['10.0.0.0/8', { allow: [], deny: ['10.0.0.0/8'] }, true],
  ['0.0.0.0/0', { allow: [], deny: ['0.0.0.0/0'] }, true],
  ['255.255.255.255/32', { allow: [], deny: [] }, true],
  ['fe80::/64', { allow: [], deny: [] }, true],
  ['::ffff:7f00:0/104', { allow: [], deny: [] }, true],
  ['2001:db8::/112', { allow: [], deny: [] }, false],
])('of %s, with %j, nothing may be reached: %s', (network, lists, isRefused) =>
  expect(new ProbePolicy(lists).refusalOfAll(network) !== undefined).toBe(isRefused),
);
