import { anAddress, someDns } from '../../test/validation-fixtures';
import { addressAdvice, nameAdvice } from './advice';

const back = (...names: string[]) => [{ address: '10.0.0.1', names }];
const told = (advice: ReturnType<typeof nameAdvice>) =>
  advice.map(({ tone, text, link }) => `${tone === 'warning' ? '! ' : ''}${text}${link ? ` ${link.hostname}` : ''}`);

test.each<[string, Parameters<typeof anAddress>[0], string, string[]]>([
  [
    'that leads there and back',
    { dns: someDns({ a: ['10.0.0.1'], ptr: back('web'), agrees: true }) },
    '10.0.0.1',
    ['resolves to 10.0.0.1; leads back'],
  ],
  [
    'to which nothing leads back',
    { dns: someDns({ a: ['10.0.0.1'], ptr: back(), agrees: false }) },
    '',
    ['resolves to 10.0.0.1; nothing leads back'],
  ],
  [
    'to which another leads back',
    { dns: someDns({ a: ['10.0.0.1'], ptr: back('old.example.com'), agrees: false }) },
    '',
    ['! resolves to 10.0.0.1, which leads to old.example.com'],
  ],
  [
    'that leads elsewhere',
    { dns: someDns({ a: ['10.0.0.1'], aaaa: ['2001:db8::1'], agrees: true }) },
    '10.0.0.9',
    ['! resolves to 10.0.0.1, 2001:db8::1, not to 10.0.0.9'],
  ],
  [
    'beside an address that is none yet',
    { dns: someDns({ a: ['10.0.0.1'], agrees: true }) },
    '10.0.0.',
    ['resolves to 10.0.0.1; leads back'],
  ],
  ['that does not resolve', { dns: someDns() }, '10.0.0.9', ['! does not resolve']],
  [
    'of which nothing is known',
    { dns: someDns({ error: 'no answer' }) },
    '',
    ['not known whether it resolves: no answer'],
  ],
  [
    'that is taken',
    { duplicates: [{ id: 'id-web', hostname: 'web', ipAddress: null }] },
    '',
    ['! already used by web'],
  ],
])('of a name %s', (_, over, address, says) =>
  expect(told(nameAdvice(anAddress({ kind: 'fqdn', class: null, ...over }), address))).toEqual(says),
);

test.each<[string, Parameters<typeof anAddress>[0], string[]]>([
  ['without a name', { dns: someDns() }, []],
  ['that leads there and back', { dns: someDns({ ptr: back('web'), agrees: true }) }, ['leads to web, and back']],
  [
    'whose name leads elsewhere',
    { dns: someDns({ ptr: back('web'), agrees: false }) },
    ['! leads to web, which leads elsewhere'],
  ],
  ['that few machines have', { class: 'loopback' }, ['! a loopback address']],
  [
    'that two have',
    {
      duplicates: [
        { id: 'a', hostname: 'a', ipAddress: null },
        { id: 'b', hostname: 'b', ipAddress: null },
      ],
    },
    ['! already used by a', '! already used by b'],
  ],
])('of an address %s', (_, over, says) => expect(told(addressAdvice(anAddress(over)))).toEqual(says));
