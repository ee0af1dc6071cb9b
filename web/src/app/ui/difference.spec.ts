import { changesBetween } from './difference';

/** As it is read: `owner core→network`, `tags -a +b`. */
function read(before: object | null, after: object | null): string[] {
  return changesBetween(before, after).map(({ field, from, to, added, removed }) => {
    const items = [...removed.map((item) => `-${item}`), ...added.map((item) => `+${item}`)];
    return items.length > 0 ? `${field} ${items.join(' ')}` : `${field} ${from ?? ''}→${to ?? ''}`;
  });
}

test.each<[string, object | null, object | null, string[]]>([
  ['a word', { owner: 'core' }, { owner: 'network' }, ['owner core→network']],
  ['a field that was set', { owner: null }, { owner: 'core' }, ['owner →core']],
  ['a field that was cleared', { owner: 'core' }, { owner: null }, ['owner core→']],
  ['a list', { tags: ['a', 'b'] }, { tags: ['b', 'c'] }, ['tags -a +c']],
  [
    'a nested field',
    { os: { name: 'Debian', version: '12' } },
    { os: { name: 'Debian', version: '13' } },
    ['os.version 12→13'],
  ],
  ['a number', { sshPort: 22 }, { sshPort: 2222 }, ['sshPort 22→2222']],
  ['something new', null, { hostname: 'a', notes: null, tags: [], attributes: {} }, ['hostname →a']],
  ['a check by its name', { checks: [] }, { checks: [{ type: 'tcp', name: 'tcp 22' }] }, ['checks +tcp 22']],
  ['nothing', null, null, []],
])('%s', (_, before, after, said) => expect(read(before, after)).toEqual(said));
