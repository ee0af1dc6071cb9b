import { bodies, queries, type BadRow } from './row.js';

type Row = [string, unknown, string];

const scan = { cidrs: ['127.76.0.0/30'], ports: [9] };

const cidrs: [string, unknown, string][] = [
  ['no list', '127.76.0.0/30', ''],
  ['empty', [], ''],
  ['257 of them', Array.from({ length: 257 }, (_, at) => `10.0.${at}.0/24`), ''],
  ['a number', [7], '/0'],
  ['null', [null], '/0'],
  ['a name', ['example.com'], '/0'],
  ['an address with a port', ['10.0.0.1:80'], '/0'],
  ['a URL', ['127.76.0.0/30', 'http://10.0.0.1/'], '/1'],
  ['bits of a host', ['10.0.0.7/24'], '/0'],
  ['a prefix too long', ['10.0.0.0/33'], '/0'],
  ['no prefix', ['10.0.0.0/'], '/0'],
  ['two prefixes', ['10.0.0.0/24/24'], '/0'],
  ['octal', ['010.0.0.0/24'], '/0'],
  ['short', ['10.0/16'], '/0'],
  ['decimal', ['167772160/24'], '/0'],
  ['a zone', ['fe80::1%eth0'], '/0'],
  ['a NUL', ['10.0.0.0/24\0'], '/0'],
  ['a range', ['10.0.0.1-10.0.0.9'], '/0'],
  ['more than a /8', ['10.0.0.0/7'], ''],
  ['more than a /8 together', ['10.0.0.0/8', '11.0.0.0/31'], ''],
  ['all of IPv6', ['::/0'], ''],
];

const ports: [string, unknown, string][] = [
  ['no list', 22, ''],
  ['empty', [], ''],
  ['nought', [0], '/0'],
  ['too great', [22, 65_536], '/1'],
  ['a fraction', [1.5], '/0'],
  ['negative', ['-1'], '/0'],
  ['a word', ['http'], '/0'],
  ['a range backwards', ['90-80'], '/0'],
  ['an open range', ['22-'], '/0'],
  ['null', [null], '/0'],
  ['a list', [[22]], '/0'],
  ['an object', [{ port: 22 }], '/0'],
  ['all of them', ['1-65535'], ''],
  ['1,001 of them', ['1-1000', 2000], ''],
];

const orders: Row[] = [
  ['nothing', {}, '/cidrs'],
  ['no ports', { cidrs: scan.cidrs }, '/ports'],
  ...cidrs.map(([says, value, at]): Row => [`cidrs: ${says}`, { ...scan, cidrs: value }, `/cidrs${at}`]),
  ...ports.map(([says, value, at]): Row => [`ports: ${says}`, { ...scan, ports: value }, `/ports${at}`]),
  ['more probes than a day has time for', { cidrs: ['10.0.0.0/8'], ports: ['1-1000'] }, '/ports'],
  ['no speed', { ...scan, rate: 0 }, '/rate'],
  ['a speed too great', { ...scan, rate: 20_001 }, '/rate'],
  ['a speed as text', { ...scan, rate: '100' }, '/rate'],
  ['a name that is no text', { ...scan, name: 7 }, '/name'],
  ['a name too long', { ...scan, name: 'x'.repeat(121) }, '/name'],
  ['a name with a NUL', { ...scan, name: 'a\0' }, '/name'],
  ['a schedule that is no text', { ...scan, schedule: 5 }, '/schedule'],
  ['a schedule of six fields', { ...scan, schedule: '0 0 3 * * *' }, '/schedule'],
  ['a schedule of four fields', { ...scan, schedule: '0 3 * *' }, '/schedule'],
  ['a schedule that never comes true', { ...scan, schedule: '0 0 31 2 *' }, '/schedule'],
  ['a schedule of words', { ...scan, schedule: 'every night at three please' }, '/schedule'],
  ['a status', { ...scan, status: 'succeeded' }, '/status'],
];

const one = { addresses: ['127.76.0.1'] };

export const discovery: BadRow[] = [
  ...bodies('POST', '/discovery/scans', orders),
  ...bodies('POST', '/discovery/scans/{scan}/import', [
    ['nobody', {}, '/addresses'],
    ['these and a rule', { ...one, match: 'new' }, '/addresses'],
    ['an empty list', { addresses: [] }, '/addresses'],
    ['a network', { addresses: ['127.76.0.1', '127.76.0.0/30'] }, '/addresses/1'],
    ['a name', { addresses: ['example.com'] }, '/addresses/0'],
    ['an unknown match', { match: 'missing' }, '/match'],
    ['a port too great', { port: 65_536 }, '/port'],
    ['an empty role', { role: '' }, '/role'],
    ['a template that is none', { ...one, templateId: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3' }, '/templateId'],
    ['a template by name', { ...one, templateId: 'edge' }, '/templateId'],
    ['a tag with a space', { ...one, tags: ['a b'] }, '/tags/0'],
    ['an unknown lifecycle', { ...one, lifecycle: 'found' }, '/lifecycle'],
    ['a hostname for all', { ...one, fields: { hostname: 'a' } }, '/fields/hostname'],
    ['a role that is no text', { ...one, fields: { role: 7 } }, '/fields/role'],
    ['an unknown field', { ...one, colour: 'red' }, '/colour'],
  ]),
  ...queries('/discovery/scans', [
    ['status=lost', '/status'],
    ['scheduleId=nightly', '/scheduleId'],
  ]),
  ...queries('/discovery/scans/{scan}/hosts', [
    ['match=lost', '/match'],
    ['changes=maybe', '/changes'],
    ['port=0', '/port'],
    ['port=http', '/port'],
    ['sort=colour', '/sort'],
    ['sort=address,colour', '/sort'],
    ['q=%00', '/q'],
  ]),
  ...queries('/discovery/reconciliation', [
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['cursor=a', '/cursor'],
  ]),
  ...queries('/discovery/reconciliation/unregistered', [
    ['limit=501', '/limit'],
    ['cursor=', '/cursor'],
    ['cursor=nonsense', '/cursor'],
    [`cursor=${Buffer.from('["unregistered","1.2.3"]').toString('base64url')}`, '/cursor'],
    [`cursor=${Buffer.from('["unregistered",7]').toString('base64url')}`, '/cursor'],
  ]),
];
