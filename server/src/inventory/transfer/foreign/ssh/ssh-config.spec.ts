import type { FileFault } from '../../file-fault.js';
import { matcherOf } from './patterns.js';
import { sshConfigRows } from './ssh-config.js';

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

async function told(text: string): Promise<string[]> {
  const rows = sshConfigRows(once(text));
  const seen: string[] = [];
  try {
    for await (const row of rows) {
      const [fault] = row.faults;
      const { line, columnNumber, column } = row.place(fault?.pointer ?? '');
      seen.push(
        fault ? `${line}:${columnNumber} ${column} ${fault.code}` : `${row.line} ${JSON.stringify(row.fields)}`,
      );
    }
  } catch (error) {
    const { code, at } = error as FileFault;
    seen.push(`${code} ${at.line}:${at.column}`);
  }
  return [...seen, ...(rows.warnings ?? []).map(({ line, code }) => `warned ${line} ${code}`)];
}

test.each<[string, string, string[]]>([
  [
    'a host',
    'Host web1\n  HostName 10.0.0.7\n  Port 2222\n  User ops\n',
    ['1 {"hostname":"web1","ipAddress":"10.0.0.7","ssh":{"port":2222,"user":"ops"}}'],
  ],
  [
    'any case, an equals sign, quotes and comments',
    '# x\nHOST=a\n\thostname = "10.0.0.7" # y\n  user="o p"',
    ['2 {"hostname":"a","ipAddress":"10.0.0.7","ssh":{"user":"o p"}}'],
  ],
  [
    'a name behind the alias',
    'Host a\nHostName a.example.com',
    ['1 {"hostname":"a.example.com","attributes":{"aliases":["a"]}}'],
  ],
  [
    'several hosts of one line',
    'Host a b\n User x',
    ['1 {"hostname":"a","ssh":{"user":"x"}}', '1 {"hostname":"b","ssh":{"user":"x"}}'],
  ],
  [
    'several names of one host',
    'Host a a.lan\n HostName 10.0.0.1',
    ['1 {"hostname":"a","ipAddress":"10.0.0.1","attributes":{"aliases":["a.lan"]}}'],
  ],
  [
    'a name that is made of the alias',
    'Host a b\n HostName %h.example.com',
    [
      '1 {"hostname":"a.example.com","attributes":{"aliases":["a"]}}',
      '1 {"hostname":"b.example.com","attributes":{"aliases":["b"]}}',
    ],
  ],
  [
    'wildcards are no hosts; what is said first counts',
    'Host a\n User first\nHost *\n User later\n Port 2222\n',
    ['1 {"hostname":"a","ssh":{"port":2222,"user":"first"}}'],
  ],
  [
    'so that a default in front always wins',
    'User first\nHost a\n User later',
    ['2 {"hostname":"a","ssh":{"user":"first"}}'],
  ],
  ['an exception', 'Host a b\nHost * !b\n User x', ['1 {"hostname":"a","ssh":{"user":"x"}}', '1 {"hostname":"b"}']],
  ['a host again', 'Host a\n Port 1\nHost A\n User x\n Port 2', ['1 {"hostname":"a","ssh":{"port":1,"user":"x"}}']],
  [
    'all identity files, and the way there',
    'Host a\n IdentityFile ~/.ssh/a\n ProxyJump jump\nHost *\n IdentityFile "C:\\keys\\b c"',
    ['1 {"hostname":"a","attributes":{"identityFile":["~/.ssh/a","C:\\\\keys\\\\b c"],"proxyJump":"jump"}}'],
  ],
  ['none is none', 'Host a\n ProxyJump none', ['1 {"hostname":"a"}']],
  [
    'Match and Include are named',
    'Include x\nHost a\nMatch user b\n Port 7\nHost c',
    ['2 {"hostname":"a"}', '5 {"hostname":"c"}', 'warned 1 ssh.include-not-applied', 'warned 3 ssh.match-not-applied'],
  ],
  ['a value that is missing', 'Host a\nHost b\n   Port\n', ['1 {"hostname":"a"}', '3:4 Port ssh.value-missing']],
  ['a host that is missing', 'Host a\nHost\n', ['ssh.host-missing 2:1']],
  ['a quote that is not closed', 'Host a\n User "x\n', ['ssh.quote-open 2:7']],
])('%s', async (_, text, expected) => expect(await told(text)).toEqual(expected));

test('a fault is found where it was said', async () => {
  const { value } = (await sshConfigRows(once('Host a\nHost *\n  Port many\n'))[Symbol.asyncIterator]().next()) as {
    value: { place(pointer: string): object };
  };
  expect(value.place('/ssh/port')).toEqual({ line: 3, column: 'Port', columnNumber: 3, pointer: '/ssh/port' });
});

test.each<[string, string, boolean]>([
  ['*', 'anything', true],
  ['web-?', 'web-1', true],
  ['web-?', 'web-12', false],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['a*b*c', 'aXbYbZc', true],
  ['a*b*c', 'aXbYbZ', false],
  ['WEB*', 'web1', true],
  [`${'*a'.repeat(40)}b`, 'a'.repeat(200), false],
])('%s means %s: %s', (pattern, name, expected) => expect(matcherOf([pattern])(name)).toBe(expected));
