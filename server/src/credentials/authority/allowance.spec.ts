import { requireGranted, validity, type PrincipalRule } from './allowance.js';

const rules: PrincipalRule[] = [
  { role: 'operator', userId: null, principals: ['deploy', 'logs'] },
  { role: null, userId: 'ada', principals: ['root'] },
  { role: null, userId: 'eve', principals: ['*'] },
];

test.each([
  ['a role may have what its rule names', 'operator', 'bob', ['deploy', 'logs'], null],
  ['nobody may have what no rule names', 'operator', 'bob', ['deploy', 'root'], 'root'],
  ['a user has the rules of both', 'operator', 'ada', ['root', 'logs'], null],
  ['an asterisk grants whoever is asked for', 'operator', 'eve', ['anything'], null],
  ['a role below is not of the rule', 'viewer', 'bob', ['deploy'], 'deploy'],
  ['who writes the rules is not bound by them', 'admin', 'zoe', ['root'], null],
] as const)('%s', (_, role, userId, wanted, lacking) => {
  const ask = () => requireGranted(rules, { role, userId }, wanted);
  if (lacking === null) expect(ask).not.toThrow();
  else expect(ask).toThrow(`a certificate for ${lacking}.`);
});

test('without rules nobody but an admin has anything', () => {
  expect(() => requireGranted([], { role: 'operator', userId: 'bob' }, ['deploy'])).toThrow('deploy');
});

const now = new Date('2026-11-25T12:00:00Z');

test.each([
  ['a user certificate is good for an hour', 'user', 'operator', undefined, '2026-11-25T13:00:00.000Z'],
  ['for a day when that is asked for', 'user', 'operator', 86_400, '2026-11-26T12:00:00.000Z'],
  ['a host certificate is good for 90 days', 'host', 'operator', undefined, '2027-02-23T12:00:00.000Z'],
  ['an admin may have longer ones', 'user', 'admin', 604_800, '2026-12-02T12:00:00.000Z'],
] as const)('%s, from five minutes ago', (_, purpose, role, seconds, end) => {
  const { validAfter, validBefore } = validity(purpose, role, now, seconds);
  expect([validAfter.toISOString(), validBefore.toISOString()]).toEqual(['2026-11-25T11:55:00.000Z', end]);
});

test.each([
  ['user', 'operator', 86_401, '24 hours|1 days'],
  ['host', 'operator', 90 * 86_400 + 1, '90 days'],
  ['user', 'admin', 366 * 86_400 + 1, '366 days'],
] as const)('a %s certificate for %s is no longer than it may be', (purpose, role, seconds, longest) => {
  expect(() => validity(purpose, role, now, seconds)).toThrow(new RegExp(longest));
});
