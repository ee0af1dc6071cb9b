import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { knownHostsIn, knownHostsLine, namesOf, type KnownHostsLine } from './known-hosts.js';

const base64 = 'AAAAC3NzaC1lZDI1NTE5AAAAILWmDIhPuZ5BOc1KmDyPIcmC2sAZWPH/dHfcYhV5JE8V';
const key = `ssh-ed25519 ${base64}`;

function only(line: string): KnownHostsLine {
  const [first] = knownHostsIn(line);
  if (!first) throw new Error('no line');
  return first;
}

function meets(hosts: string, name: string): boolean {
  const line = only(`${hosts} ${key}`);
  if (line.kind !== 'key') throw new Error(line.kind);
  return line.hosts.exact.includes(name) || (line.hosts.matches?.(name) ?? false);
}

function hashed(name: string): string {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

test.each([
  ['web-01', 'web-01', true],
  ['Web-01,10.0.0.1', 'web-01', true],
  ['web-01,10.0.0.1', '10.0.0.1', true],
  ['web-01', 'web-010', false],
  ['[web-01]:2222', '[web-01]:2222', true],
  ['web-01', '[web-01]:2222', false],
  ['[web-01]:2222', 'web-01', false],
  ['*', 'anything', true],
  ['*.example.com', 'a.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['web-0?', 'web-01', true],
  ['web-0?', 'web-0', false],
  ['web.01', 'webx01', false],
  ['10.0.0.*', '10.0.0.12', true],
  ['[*]:2222', '[db]:2222', true],
  ['*.example.com,!a.example.com', 'a.example.com', false],
  ['!a.example.com,*.example.com', 'b.example.com', true],
  ['!a.example.com', 'b.example.com', false],
  ['web-01,*.example.com', 'web-01', true],
  ['web-01,!web-*', 'web-01', false],
  [hashed('web-01'), 'web-01', true],
  [hashed('[web-01]:2222'), '[web-01]:2222', true],
  [hashed('web-01'), 'web-02', false],
])('%s speaks for %s: %s', (hosts, name, isMet) => expect(meets(hosts, name)).toBe(isMet));

test('many stars take no longer than few', () => {
  expect(meets(`${'*a'.repeat(60)}b`, 'a'.repeat(253))).toBe(false);
});

test.each([
  ['a comment behind the key', `web-01 ${key} root@web-01`, 'key'],
  ['tabs, blanks and a line end of Windows', `  web-01\t${key}\r`, 'key'],
  ['a revoked key', `@revoked * ${key}`, 'revoked'],
  ['an authority', `@cert-authority *.example.com ${key}`, 'authority'],
  ['an unknown marker', `@mine * ${key}`, 'unreadable'],
  ['too few words', 'web-01 ssh-ed25519', 'unreadable'],
  ['a key of SSH 1', 'web-01 2048 35 1234567', 'unreadable'],
  ['a type that nobody speaks', `web-01 ssh-dss ${base64}`, 'unreadable'],
  ['a certificate', `web-01 ssh-ed25519-cert-v01@openssh.com ${base64}`, 'unreadable'],
  ['a key that is not what it calls itself', `web-01 ssh-rsa ${base64}`, 'unreadable'],
  ['a key that is cut off', `web-01 ssh-ed25519 ${base64.slice(0, 40)}`, 'unreadable'],
  ['a key with more behind it', `web-01 ssh-ed25519 ${base64}AAAA`, 'unreadable'],
  ['what is not base64', 'web-01 ssh-ed25519 §§§§', 'unreadable'],
  ['a hash of another make', `|2|a|b ${key}`, 'unreadable'],
])('%s', (_, line, kind) => expect(only(line).kind).toBe(kind));

test('lines keep their numbers; comments and empty ones are none', () => {
  const text = ['# who', '', `a ${key}`, '   # there', `b ${key}`, ''].join('\r\n');
  expect(knownHostsIn(text).map(({ line }) => line)).toEqual([3, 5]);
});

test('a server is called by its name and addresses, with the port that is not usual', () => {
  const hosts = ['Web-01', '10.0.0.1', '2001:db8::1', '10.0.0.1'];
  expect(namesOf({ hosts, port: 22 })).toEqual(['web-01', '10.0.0.1', '2001:db8::1']);
  expect(namesOf({ hosts, port: 2222 })).toEqual(['[web-01]:2222', '[10.0.0.1]:2222', '[2001:db8::1]:2222']);
});

test.each([false, true])('a line that is written is read again (revoked: %s)', (isRevoked) => {
  const line = only(knownHostsLine(['web-01', '[10.0.0.1]:2222'], key, isRevoked));
  expect(line).toMatchObject({
    kind: isRevoked ? 'revoked' : 'key',
    key: { publicKey: key },
    hosts: { exact: ['web-01', '[10.0.0.1]:2222'] },
  });
});
