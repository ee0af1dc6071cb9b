import { fleetOf, largestFleet, numberOf } from './fleet.js';

const fleet = fleetOf(1000, '127.20');
const registrations = fleet.map(({ registration }) => registration);

function shareOf(is: (registration: (typeof registrations)[number]) => boolean): number {
  return registrations.filter(is).length / registrations.length;
}

test('a larger fleet begins with the smaller one', () => {
  expect(fleet.slice(0, 300)).toEqual(fleetOf(300, '127.20'));
});

test.each([['hostname'], ['externalId'], ['ipAddress']] as const)('no two servers share their %s', (field) => {
  expect(new Set(fleetOf(5000, '127.20').map(({ registration }) => registration[field])).size).toBe(5000);
});

test('every address is inside its network, and neither the first nor the last of a row', () => {
  for (const { registration } of [...fleetOf(largestFleet, '127.31')].filter((_, i) => i % 97 === 0)) {
    const [a, b, c, d] = registration.ipAddress.split('.').map(Number);
    expect([a, b]).toEqual([127, 31]);
    expect(c).toBeLessThan(256);
    expect(d).toBeGreaterThan(0);
    expect(d).toBeLessThan(251);
  }
});

test('hostnames tell role, region and a number of their own', () => {
  for (const { hostname, role, region } of registrations) {
    expect(hostname).toMatch(new RegExp(`^${role}-\\d{3,}\\.${region}\\.example\\.com$`));
  }
});

test.each([
  ['active', 0.83, 0.93],
  ['provisioning', 0.02, 0.07],
  ['draining', 0.01, 0.06],
  ['planned', 0.01, 0.06],
  ['decommissioned', 0.005, 0.05],
])('the share of %s servers lies between %f and %f', (lifecycle, low, high) => {
  const share = shareOf((each) => each.lifecycle === lifecycle);
  expect(share).toBeGreaterThan(low);
  expect(share).toBeLessThan(high);
});

test('what a server is for is critical, the rest is a warning', () => {
  for (const { checks } of registrations) {
    expect(checks.map(({ severity }) => severity)).toEqual(['critical', 'warning'].slice(0, checks.length));
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  }
});

test.each([
  ['sim-00001', 1],
  ['sim-12345', 12345],
  ['sim-1', undefined],
  ['cmdb-00001', undefined],
  [null, undefined],
])('the external id %s stands for %s', (externalId, number) => expect(numberOf(externalId)).toBe(number));
