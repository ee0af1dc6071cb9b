import fc from 'fast-check';
import { AddressSpace } from './address-space.js';

const all = (networks: string[]) => {
  const space = new AddressSpace(networks);
  return space.slice(0, space.size);
};

test.each([
  [['10.0.0.0/30'], ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3']],
  [['10.0.0.7'], ['10.0.0.7']],
  [['10.0.0.3/30'], ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3']],
  [
    ['10.0.0.0/31', '10.0.0.1', '10.0.0.1/32'],
    ['10.0.0.0', '10.0.0.1'],
  ],
  [
    ['10.0.0.2/31', '10.0.0.0/31'],
    ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3'],
  ],
  [['255.255.255.254/31'], ['255.255.255.254', '255.255.255.255']],
  [
    ['2001:db8::fffe/127', '10.0.0.9'],
    ['10.0.0.9', '2001:db8::fffe', '2001:db8::ffff'],
  ],
  [['::1'], ['::1']],
  [[], []],
])('of %j there are %j', (networks, addresses) => expect(all(networks)).toEqual(addresses));

test.each([
  '10.0.0.0/33',
  '10.0.0',
  'web-01',
  '',
  '10.0.0.0/',
  '2001:db8::/129',
  '0x7f.1',
  '10.0.0.0/7',
  '2001:db8::/64',
])('%j is refused', (network) => expect(() => new AddressSpace([network])).toThrow(RangeError));

test('a large one is calculated, not made', () => {
  const space = new AddressSpace(['10.0.0.0/8']);
  expect(space.size).toBe(2 ** 24);
  expect(space.slice(2 ** 24 - 2, 10)).toEqual(['10.255.255.254', '10.255.255.255']);
});

test('slices, however they are cut, are the whole; each address once', () => {
  const network = fc
    .tuple(fc.nat(255), fc.integer({ min: 25, max: 32 }))
    .map(([last, prefix]) => `192.0.2.${last}/${prefix}`);
  fc.assert(
    fc.property(
      fc.array(network, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 50 }),
      (networks, step) => {
        const space = new AddressSpace(networks);
        const cut: string[] = [];
        for (let at = 0; at < space.size; at += step) cut.push(...space.slice(at, step));
        expect(cut).toEqual(all(networks));
        expect(new Set(cut).size).toBe(space.size);
      },
    ),
  );
});
