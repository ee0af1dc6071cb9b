import { narrowed, type Narrowing } from './narrowing.js';

test.each<[string, Narrowing | undefined, object]>([
  ['a terminal and nothing more', undefined, { criticalOptions: {}, extensions: ['permit-pty'] }],
  ['nothing at all', { extensions: [] }, { criticalOptions: {}, extensions: [] }],
  [
    'what is asked for',
    { forceCommand: 'uptime', sourceAddresses: ['10.0.0.0/8', '::1'], extensions: ['permit-user-rc'] },
    {
      criticalOptions: { 'force-command': 'uptime', 'source-address': '10.0.0.0/8,::1' },
      extensions: ['permit-user-rc'],
    },
  ],
])('a user certificate allows %s', (_, narrowing, said) => expect(narrowed('user', narrowing)).toEqual(said));

test.each(['10.0.0.0/33', '10.0.0', 'example.com', '::1/129', 'fe80::1%eth0', '10.0.0.0/8/8', '10.0.0.0/'])(
  '%s is no network',
  (address) => expect(() => narrowed('user', { sourceAddresses: [address] })).toThrow(address),
);

test('a host certificate knows no options', () => {
  expect(narrowed('host', undefined)).toEqual({ criticalOptions: {}, extensions: [] });
  expect(() => narrowed('host', { forceCommand: 'uptime' })).toThrow('of user certificates alone');
});
