import { StartupFault } from '../config/startup-fault.js';
import { optionsFrom } from './options.js';

const password = { FLEET_ADMIN_PASSWORD: 'correct horse' };

function faultsOf(args: string[], environment: Record<string, string> = password): readonly string[] {
  try {
    optionsFrom(args, environment);
  } catch (fault) {
    if (fault instanceof StartupFault) return fault.lines;
    throw fault;
  }
  return [];
}

test('only the password has no default', () => {
  expect(optionsFrom([], password)).toEqual({
    url: 'http://127.0.0.1:3000',
    email: 'admin@fleet.local',
    password: 'correct horse',
    servers: 300,
    seed: 1,
  });
  expect(faultsOf([], {})).toEqual([
    'The password is missing: give FLEET_ADMIN_PASSWORD or FLEET_ADMIN_PASSWORD_FILE.',
  ]);
});

test('arguments beat the environment', () => {
  const args = ['--email', 'a@b.c', '--password', 'x', '--servers', '5000', '--seed', '0', '--url', 'https://fleet/'];
  const environment = { ...password, FLEET_ADMIN_EMAIL: 'other@b.c' };
  expect(optionsFrom(args, environment)).toEqual({
    url: 'https://fleet',
    email: 'a@b.c',
    password: 'x',
    servers: 5000,
    seed: 0,
  });
});

test('help asks for nothing', () => expect(optionsFrom(['--help'], {})).toBeUndefined());

test.each([
  [['--servers', '0'], '--servers must be a whole number from 1 to 64000 (given: 0).'],
  [['--servers', 'many'], '--servers must be a whole number from 1 to 64000 (given: many).'],
  [['--seed', '-1'], '--seed'],
  [['--url', 'fleet:3000'], '--url must be a URL that begins with http:// or https:// (given: fleet:3000).'],
  [['--sever', '3'], "Unknown option '--sever'; see --help."],
])('%j is refused with a sentence', (args, sentence) => {
  expect(faultsOf(args)[0]).toContain(sentence);
});

test('every fault is told at once', () => {
  expect(faultsOf(['--servers', '0', '--url', 'x'], {})).toHaveLength(3);
});
