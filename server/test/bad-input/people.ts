import { bodies, type BadRow } from './row.js';

const user = { email: 'somebody@fleet.local', role: 'viewer', password: 'long enough' };
const token = { name: 'ci', role: 'viewer' };
const strange = (value: unknown) => (value === undefined ? 'none' : JSON.stringify(value).slice(0, 40));

const emails: unknown[] = [undefined, null, 5, '', 'nobody', 'a b@c', '@', `${'x'.repeat(250)}@fleet.local`, 'a\0@b'];
const passwords: unknown[] = [undefined, null, 12_345_678, 'short', 'x'.repeat(257), 'a NUL \0 inside'];
const roles: unknown[] = [undefined, null, 'root', 'Admin', 1, ['admin']];

export const people: BadRow[] = [
  ...bodies('POST', '/users', [
    ...emails.map((email): [string, unknown, string] => [`email ${strange(email)}`, { ...user, email }, '/email']),
    ...passwords.map((password): [string, unknown, string] => [
      `password ${strange(password)}`,
      { ...user, password },
      '/password',
    ]),
    ...roles.map((role): [string, unknown, string] => [`role ${strange(role)}`, { ...user, role }, '/role']),
    ['a name too long', { ...user, name: 'x'.repeat(121) }, '/name'],
    ['an unknown field', { ...user, isAdmin: true }, '/isAdmin'],
    ['a hash', { ...user, passwordHash: 'x' }, '/passwordHash'],
  ]),
  ...bodies('PATCH', '/users/{user}', [
    ['an empty name', { name: '' }, '/name'],
    ['no name', { name: null }, '/name'],
    ['a role', { role: 'root' }, '/role'],
    ['no role', { role: null }, '/role'],
    ['disabled as text', { disabled: 'true' }, '/disabled'],
    ['a short password', { password: 'short' }, '/password'],
    ['an address', { email: 'other@fleet.local' }, '/email'],
  ]),
  ...bodies('POST', '/tokens', [
    ['no name', { role: 'viewer' }, '/name'],
    ['an empty name', { ...token, name: '' }, '/name'],
    ['a name too long', { ...token, name: 'x'.repeat(121) }, '/name'],
    ['no role', { name: 'ci' }, '/role'],
    ['an unknown role', { ...token, role: 'root' }, '/role'],
    ['an unknown field', { ...token, token: 'flt_mine' }, '/token'],
    ...['soon', '2026-01-01', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z', '', 7, {}].map(
      (expiresAt): [string, unknown, string] => [
        `expires ${strange(expiresAt)}`,
        { ...token, expiresAt },
        '/expiresAt',
      ],
    ),
  ]),
  ...bodies('POST', '/auth/password', [
    ['nothing', {}, '/current'],
    ['no new one', { current: 'x' }, '/next'],
    ['a short one', { current: 'x', next: 'short' }, '/next'],
    ['one that is no text', { current: 'x', next: 12_345_678 }, '/next'],
    ['the current one wrong', { current: 'wrong', next: 'long enough' }, '/current'],
    ['an unknown field', { current: 'x', next: 'long enough', again: 'long enough' }, '/again'],
  ]),
  ...bodies('POST', '/auth/login', [
    ['nothing', {}, '/email'],
    ['no password', { email: user.email }, '/password'],
    ['a password that is no text', { email: user.email, password: {} }, '/password'],
    ['an empty password', { email: user.email, password: '' }, '/password'],
    ['an address that is none', { email: 'admin', password: 'x' }, '/email'],
    ['an unknown field', { email: user.email, password: 'x', remember: true }, '/remember'],
  ]),
];
