import { scanned, written } from './scan';

/** `field(owner) value(core)` … */
function told(q: string): string {
  return scanned(q)
    .map(({ kind, text }) => (['field', 'value', 'word', 'range'].includes(kind) ? `${kind}(${text})` : kind))
    .join(' ');
}

test.each([
  ['', ''],
  ['web', 'word(web)'],
  ['owner:core web', 'field(owner) value(core) word(web)'],
  ['tag:env:prod', 'field(tag) value(env:prod)'],
  ['-health:healthy', 'not field(health) value(healthy)'],
  ['NOT health:healthy', 'not field(health) value(healthy)'],
  ['region:OR', 'field(region) value(OR)'],
  ['a OR b AND c', 'word(a) or word(b) and word(c)'],
  ['ORION', 'word(ORION)'],
  ['(owner:core OR pci)', 'open field(owner) value(core) or word(pci) close'],
  ['owner:(core OR "data base")', 'field(owner) open value(core) or value(data base) close'],
  ['owner:(core) web', 'field(owner) open value(core) close word(web)'],
  ['"web 01"', 'word(web 01)'],
  [String.raw`"a \"b\""`, 'word(a "b")'],
  ['cpu:[4 TO 16] x', 'field(cpu) range([4 TO 16]) word(x)'],
  ['cpu:>=16', 'field(cpu) value(>=16)'],
  ['ip:10.2.0.0/16', 'field(ip) value(10.2.0.0/16)'],
  ['fe80::1', 'word(fe80::1)'],
  ['attr.rack.row:7', 'field(attr.rack.row) value(7)'],
  ['owner:', 'field(owner)'],
  ['owner: web', 'field(owner) word(web)'],
  ['owner:"unfinished', 'field(owner) value(unfinished)'],
  ['((', 'open open'],
  ['a)', 'word(a) close'],
])('%s', (q, tokens) => expect(told(q)).toBe(tokens));

test('every letter but spaces belongs to one token', () => {
  const q = '-(owner:(core OR "x y") pci) cpu:[4 TO 8] "fe';
  const covered = scanned(q).map(({ from, to }) => q.slice(from, to));
  expect(covered.join('').replace(/\s/g, '')).toBe(q.replace(/\s/g, ''));
});

test.each([
  ['core', 'core'],
  ['env:prod', 'env:prod'],
  ['data base', '"data base"'],
  ['a"b', String.raw`"a\"b"`],
  ['OR', '"OR"'],
  ['-x', '"-x"'],
  ['x*', '"x*"'],
  ['', '""'],
])('the value %s is written %s', (value, text) => {
  expect(written(value)).toBe(text);
  expect(scanned(`owner:${text}`).at(-1)?.text).toBe(value);
});
