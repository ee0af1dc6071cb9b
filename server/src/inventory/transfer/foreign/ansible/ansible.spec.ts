import type { FileFault } from '../../file-fault.js';
import type { Place, Rows } from '../../row.js';
import { ansibleIniRows } from './ini.js';
import { ansibleYamlRows } from './yaml.js';

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** Each row as JSON behind its line, then what was warned of; a file that cannot be read is its fault. */
async function told(read: (texts: AsyncIterable<string>) => Rows, text: string): Promise<string[]> {
  const rows = read(once(text));
  const seen: string[] = [];
  try {
    for await (const row of rows) {
      const [fault] = row.faults;
      const { columnNumber } = row.place('');
      seen.push(fault ? `${row.line}:${columnNumber} ${fault.code}` : `${row.line} ${JSON.stringify(row.fields)}`);
    }
  } catch (error) {
    const { code, at } = error as FileFault;
    seen.push(`${code} ${at.line}:${at.column}`);
  }
  return [...seen, ...(rows.warnings ?? []).map(({ line, code }) => `warned ${line} ${code}`)];
}

describe('an inventory in INI format', () => {
  test.each<[string, string, string[]]>([
    [
      'hosts without a group',
      '# mine\nweb1\n\n; not this\n  web2  \n',
      ['2 {"hostname":"web1"}', '5 {"hostname":"web2"}'],
    ],
    ['a group is a tag', '[web]\nweb1', ['2 {"hostname":"web1","tags":["group:web"]}']],
    ['a host of two groups is one server', '[a]\nh\n[b]\nh', ['2 {"hostname":"h","tags":["group:a","group:b"]}']],
    ['a range', 'web[08:10].x', ['1 {"hostname":"web08.x"}', '1 {"hostname":"web09.x"}', '1 {"hostname":"web10.x"}']],
    [
      'a range with steps, and one of letters',
      '[x]\n n[1:4:2]-[a:b]',
      ['n1-a', 'n1-b', 'n3-a', 'n3-b'].map((name) => `2 {"hostname":"${name}","tags":["group:x"]}`),
    ],
    ['a port', 'h:2222', ['1 {"hostname":"h","ssh":{"port":2222}}']],
    [
      'an address in brackets',
      '[2001:db8::7]:22',
      [
        '1 {"hostname":"ip-2001-db8-0-0-0-0-0-7","ipAddress":"2001:db8::7","attributes":{"aliases":["2001:db8::7"]},"ssh":{"port":22}}',
      ],
    ],
    ['where it is', 'h ansible_host=10.0.0.7', ['1 {"hostname":"h","ipAddress":"10.0.0.7"}']],
    [
      'what it is called there',
      'h ansible_host=h.example.com',
      ['1 {"hostname":"h.example.com","attributes":{"aliases":["h"]}}'],
    ],
    [
      'an address is called after itself',
      '10.0.0.7',
      ['1 {"hostname":"ip-10-0-0-7","ipAddress":"10.0.0.7","attributes":{"aliases":["10.0.0.7"]}}'],
    ],
    ['how to get in', 'h ansible_port=2222 ansible_user=ops', ['1 {"hostname":"h","ssh":{"port":2222,"user":"ops"}}']],
    [
      'values as Python reads them',
      `h a=1 b=True c=None d="x y" e=007 f='[1, "2"]' g=1.5 i=yes j=# k=a\\ b # and so on`,
      [
        '1 {"hostname":"h","attributes":{"a":1,"b":true,"c":null,"d":"x y","e":"007","f":[1,"2"],"g":1.5,"i":"yes","j":"#","k":"a b"}}',
      ],
    ],
    [
      'what a group says',
      '[web]\nh\n[web:vars]\nansible_user = ops\nmotd = a = "b"\nq=\'x\'',
      ['2 {"hostname":"h","tags":["group:web"],"ssh":{"user":"ops"},"attributes":{"motd":"a = \\"b\\"","q":"x"}}'],
    ],
    [
      'the nearer one wins, whatever stands first',
      '[b]\nh x=host\n[b:vars]\nx=b\ny=b\nz=b\n[all:vars]\nx=all\ny=all\nz=all\nw=all\n[a:children]\nb\n[a:vars]\ny=a\nw=a',
      ['2 {"hostname":"h","tags":["group:a","group:b"],"attributes":{"x":"host","y":"b","z":"b","w":"a"}}'],
    ],
    [
      'a secret is left out',
      'h ansible_become_password=x db_token=y',
      ['1 {"hostname":"h"}', 'warned 1 ansible.secret-dropped', 'warned 1 ansible.secret-dropped'],
    ],
    [
      'a template of the connection too',
      "h ansible_host='{{ x }}' y='{{ x }}'",
      ['1 {"hostname":"h","attributes":{"y":"{{ x }}"}}', 'warned 1 ansible.template-dropped'],
    ],
    [
      'a quote that is not closed fails its line',
      'a\nb x="y\nc',
      ['2:5 ansible.quote-open', '1 {"hostname":"a"}', '3 {"hostname":"c"}'],
    ],
    ['a word that is no variable fails its line', 'a\n  b x=1 nope', ['2:9 ansible.variable', '1 {"hostname":"a"}']],
    ['a range that is none', 'a[1:x]', ['1:1 ansible.range']],
    ['a range that is a slip', 'a[1:99999999]', ['1:1 ansible.range']],
    ['a section that is none', 'a\n [web:what]\nb', ['ansible.section 2:2']],
    ['a section that is not closed', '[web\nb', ['ansible.section 1:1']],
    ['a line of variables that is none', '[web:vars]\nx', ['ansible.variable 2:1']],
    [
      'groups as deep as one likes',
      `[g0]\nh\n${Array.from({ length: 900 }, (_, at) => `[g${at + 1}:children]\ng${at}`).join('\n')}`,
      [expect.stringContaining('"group:g900","group:g899"') as string],
    ],
    [
      'groups too many',
      `[g0]\nh\n${Array.from({ length: 1_001 }, (_, at) => `[g${at + 1}:children]\ng${at}`).join('\n')}`,
      ['ansible.too-many-groups 2:1'],
    ],
    ['a line without end', `a b=${'x'.repeat(65_536)}`, ['row.too-long 1:1']],
    ['a name without end', 'a[1:1]'.repeat(1_000), ['1:1 ansible.range']],
    [
      'a group within itself, and one behind',
      '[a:children]\nb\n[b:children]\na\n[c:children]\nb\n[b:children]\nd',
      ['ansible.group-cycle 4:1'],
    ],
    ['a group within itself', '[a:children]\nb\n[b:children]\n  a', ['ansible.group-cycle 4:3']],
  ])('%s', async (_, text, expected) => expect(await told(ansibleIniRows, text)).toEqual(expected));
});

describe('an inventory in YAML', () => {
  test.each<[string, string, string[]]>([
    ['hosts of all', 'all:\n  hosts:\n    a:\n    b: {}\n', ['3 {"hostname":"a"}', '4 {"hostname":"b"}']],
    [
      'groups within groups',
      'all:\n  children:\n    eu:\n      children:\n        web:\n          hosts:\n            w[1:2]:\n              ansible_port: 2222\n      vars:\n        dc: fra\n',
      [
        '7 {"hostname":"w1","tags":["group:eu","group:web"],"attributes":{"dc":"fra"},"ssh":{"port":2222}}',
        '7 {"hostname":"w2","tags":["group:eu","group:web"],"attributes":{"dc":"fra"},"ssh":{"port":2222}}',
      ],
    ],
    [
      'groups without all',
      'web:\n  hosts: {a: , b: }\n',
      ['2 {"hostname":"a","tags":["group:web"]}', '2 {"hostname":"b","tags":["group:web"]}'],
    ],
    [
      'values as YAML 1.1 has them',
      'all:\n  hosts:\n    a: {yes: no, mode: 0644, day: 2026-01-02, list: [1, {b: c}], text: "1"}\n',
      [
        '3 {"hostname":"a","attributes":{"true":false,"mode":420,"day":"2026-01-02T00:00:00.000Z","list":[1,{"b":"c"}],"text":"1"}}',
      ],
    ],
    [
      'what stands elsewhere in it',
      'x:\n  vars: &base {role: db, rack: 1}\nall:\n  hosts:\n    a:\n      rack: 2\n      <<: *base\n    b: *base\n',
      [
        '5 {"hostname":"a","attributes":{"role":"db","rack":2}}',
        '8 {"hostname":"b","attributes":{"role":"db","rack":1}}',
      ],
    ],
    [
      'a secret of the vault',
      'all:\n  hosts:\n    a:\n      motd: !vault |\n        $ANSIBLE_VAULT;1.1\n      other: 1\n',
      ['3 {"hostname":"a","attributes":{"other":1}}', 'warned 4 ansible.secret-dropped'],
    ],
    [
      'a key that means nothing',
      'web:\n  host: {a: }\n  hosts: {b: }',
      ['3 {"hostname":"b","tags":["group:web"]}', 'warned 2 ansible.key-unknown'],
    ],
    ['no YAML', 'all:\n  hosts:\n   a: [\n', ['yaml.syntax 4:1']],
    ['a key twice', 'all:\n  hosts: {a: }\n  hosts: {b: }\n', ['yaml.key-twice 3:3']],
    ['a playbook', '- hosts: all\n  tasks: []\n', ['ansible.no-inventory 1:1']],
    ['a plugin', 'plugin: aws_ec2\n', ['ansible.plugin 1:1']],
    ['a list of hosts', 'all:\n  hosts:\n    - a\n', ['ansible.no-mapping 3:5']],
    ['a group within itself', 'a:\n  children:\n    b:\n      children:\n        a:\n', ['ansible.group-cycle 5:9']],
    [
      'a billion laughs',
      'a: &a {x: 1}\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd:\n  vars:\n    e: [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n',
      ['ansible.no-mapping 2:7', 'warned 1 ansible.key-unknown'],
    ],
    ['a group that is an alias of what it is within', 'a: &a\n  children:\n    b: *a\n', ['ansible.too-deep 3:5']],
    ['a mapping without end', `a: ${'['.repeat(20_000)}`, [expect.stringMatching(/^yaml.too-deep 1:\d+$/) as string]],
    [
      'laughs in a variable',
      'all:\n  vars:\n    a: &a [x, x, x, x, x, x, x, x, x]\n    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n    d: [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n',
      ['yaml.alias 6:5'],
    ],
  ])('%s', async (_, text, expected) => expect(await told(ansibleYamlRows, text)).toEqual(expected));
});

test('a fault is found where its variable was given', async () => {
  const text = 'web:\n  hosts:\n    a:\n  vars:\n    ansible_port: many\n';
  const places: Place[] = [];
  for await (const row of ansibleYamlRows(once(text))) places.push(row.place('/ssh/port'), row.place('/attributes'));
  expect(places).toEqual([
    { line: 5, column: 'ansible_port', columnNumber: 5, pointer: '/ssh/port' },
    { line: 3, column: 'a', columnNumber: 5, pointer: '/attributes' },
  ]);
});
