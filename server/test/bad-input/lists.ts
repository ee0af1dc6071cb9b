import { queries, type BadRow } from './row.js';

const cursor = (content: unknown) => `cursor=${Buffer.from(JSON.stringify(content)).toString('base64url')}`;

/** What every list refuses of its page. */
const page: [string, string][] = [
  ['limit=0', '/limit'],
  ['limit=-1', '/limit'],
  ['limit=501', '/limit'],
  ['limit=', '/limit'],
  ['limit=ten', '/limit'],
  ['limit=1e2', '/limit'],
  ['limit=0x10', '/limit'],
  ['limit=1.5', '/limit'],
  ['limit=99999999999999999999', '/limit'],
  ['limit=1&limit=2', '/limit'],
  ['cursor=', '/cursor'],
  ['cursor=nonsense', '/cursor'],
  ['cursor=%00', '/cursor'],
  [`cursor=${'x'.repeat(4_097)}`, '/cursor'],
  [cursor(null), '/cursor'],
  [cursor({}), '/cursor'],
  [cursor([]), '/cursor'],
  [cursor(['another,id', 0, 'a', 'b']), '/cursor'],
  ['colour=red', '/colour'],
];

export const lists: BadRow[] = [
  ...['/servers', '/views', '/audit', '/servers/{server}/audit', '/maintenance-windows'].flatMap((path) =>
    queries(path, page),
  ),
  ...queries('/servers', [
    [cursor(['hostname,id', 0, 'a', 'no uuid']), '/cursor'],
    [cursor(['hostname,id', 0, 'a', null]), '/cursor'],
    [cursor(['hostname,id', 0, null, '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3']), '/cursor'],
    [cursor(['hostname,id', 0, 'a\0', '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3']), '/cursor'],
    [cursor(['hostname,id', 0, 7, 8]), '/cursor'],
    [`sort=health&${cursor(['health,id', 0, '9999999999', '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3'])}`, '/cursor'],
    [`sort=createdAt&${cursor(['createdAt,id', 0, 'now()', '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3'])}`, '/cursor'],
    [
      `sort=createdAt&${cursor(['createdAt,id', 0, '2026-13-41 99:99:99+00', '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3'])}`,
      '/cursor',
    ],
    [`sort=ipAddress&${cursor(['ipAddress,id', 0, '999.1.1.1', '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3'])}`, '/cursor'],
    [`sort=ipAddress&${cursor(['ipAddress,id', 0, ':::', '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3'])}`, '/cursor'],
    ['sort=', '/sort'],
    ['sort=colour', '/sort'],
    ['sort=hostname,', '/sort'],
    ['sort=--hostname', '/sort'],
    ['sort=%2Bhostname', '/sort'],
    ['sort=hostname%3BDROP', '/sort'],
    ['sort=constructor', '/sort'],
    [`sort=${'hostname,'.repeat(30)}hostname`, '/sort'],
    ['sort=hostname&sort=region', '/sort'],
    ['fields=', '/fields'],
    ['fields=colour', '/fields', 0],
    ['fields=id,colour', '/fields', 3],
    ['fields=id,,hostname', '/fields', 3],
    ['fields=health.colour', '/fields', 7],
    ['fields=hostname.length', '/fields', 9],
    ['fields=__proto__', '/fields', 0],
    ['fields=id%00', '/fields'],
    [`fields=${'id,'.repeat(700)}id`, '/fields'],
    ['fields=id&fields=hostname', '/fields'],
  ]),
  ...queries('/servers/{server}', [
    ['fields=colour', '/fields', 0],
    ['fields=health.', '/fields', 7],
    ['colour=red', '/colour'],
  ]),
  ...queries('/views', [
    ['page=colour', '/page'],
    ['page=', '/page'],
    ['fields=owner.colour', '/fields', 6],
  ]),
  ...queries('/audit', [
    ['actor=me', '/actor'],
    ['actor=%00', '/actor'],
    ['subject=01a20aa6', '/subject'],
    ['subjectType=colour%21', '/subjectType'],
    [`action=${'x'.repeat(65)}`, '/action'],
    ['action=a%00', '/action'],
    ['action=a&action=b', '/action'],
  ]),
  ...['dependencies', 'graph', 'impact'].flatMap((path) =>
    queries(`/servers/{server}/${path}`, [
      ['asOf=yesterday', '/asOf'],
      ['asOf=2026-13-01', '/asOf'],
    ]),
  ),
  ...queries('/servers/{server}/transitions', [
    ['limit=0', '/limit'],
    ['limit=x', '/limit'],
    ['cursor=x', '/cursor'],
  ]),
];
