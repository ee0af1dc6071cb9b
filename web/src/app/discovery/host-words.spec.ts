import { ScanHost, ScanPort } from '../api/wire';
import { aHost } from '../../test/discovery-fixtures';
import {
  countsOf,
  heardAt,
  isRegistrable,
  sentenceOfImport,
  wordsOfChange,
  wordsOfGuess,
  wordsOfPort,
} from './host-words';

const silent: ScanPort = { port: 443, service: null, banner: null, tls: null, http: null };

test('a port is called by its service where that is known', () => {
  expect([wordsOfPort(silent), wordsOfPort({ ...silent, service: 'https?' })]).toEqual(['443', '443 https?']);
});

test('what was heard at a port stands below each other', () => {
  expect(heardAt(silent)).toBe('');
  expect(
    heardAt({
      ...silent,
      banner: 'hello',
      http: { status: 200, title: 'Shop', server: null },
      tls: { names: ['a.test', 'b.test'], daysLeft: 9, problems: ['expires soon'] },
    }),
  ).toBe('hello\nHTTP 200, Shop\ncertificate for a.test, b.test; 9 days left; expires soon');
});

test.each<[ScanHost['guess'], string | null]>([
  [null, null],
  [{ role: null, os: null, evidence: [] }, null],
  [{ role: 'web', os: null, evidence: [] }, 'web'],
  [{ role: 'web', os: 'Debian', evidence: [] }, 'web, Debian'],
])('the guess %j reads %s', (guess, words) => expect(wordsOfGuess(aHost('10.0.0.1', { guess }))).toBe(words));

test.each<[ScanHost['changes'][number], string]>([
  [{ what: 'port-opened', port: 22 }, '22 opened'],
  [{ what: 'port-closed', port: 22 }, '22 closed'],
  [{ what: 'host-key', before: 'SHA256:a', after: 'SHA256:b' }, 'host key was SHA256:a'],
  [{ what: 'host-key' }, 'another host key'],
  [{ what: 'silent' }, 'fell silent'],
])('%j reads %s', (change, words) => expect(wordsOfChange(change)).toBe(words));

test.each<[Partial<ScanHost>, boolean]>([
  [{ match: 'new' }, true],
  [{ match: 'changed' }, true],
  [{ match: 'changed', serverId: 'id' }, false],
  [{ match: 'known', serverId: 'id' }, false],
  [{ match: 'missing' }, false],
])('%j can be registered: %s', (over, yes) => expect(isRegistrable(aHost('10.0.0.1', over))).toBe(yes));

test('what became of an import is a sentence', () => {
  const outcome = { dryRun: false, total: 3, created: 1, failed: 0, changeSetId: null, results: [] };
  expect(sentenceOfImport(outcome)).toBe('1 host registered');
  expect(sentenceOfImport({ ...outcome, created: 2, failed: 1 })).toBe('2 hosts registered, 1 not');
});

test('hosts are counted by what they are', () => {
  const hosts = [aHost('10.0.0.1'), aHost('10.0.0.2', { match: 'missing' }), aHost('10.0.0.3')];
  expect(countsOf(hosts)).toEqual({ new: 2, known: 0, changed: 0, missing: 1 });
});
