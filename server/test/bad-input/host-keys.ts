import { bodies, queries, type BadRow } from './row.js';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILWmDIhPuZ5BOc1KmDyPIcmC2sAZWPH/dHfcYhV5JE8V';

export const hostKeys: BadRow[] = [
  ...queries('/host-keys', [
    ['state=known', '/state'],
    ['serverId=web-01', '/serverId'],
    ['fingerprint=MD5:00', '/fingerprint'],
    ['cursor=x', '/cursor'],
  ]),
  ...queries('/integrations/ssh/known_hosts', [['q=hostKey:odd', '/q', 8]]),
  ...bodies('POST', '/host-keys', [
    ['no key', { serverId: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3' }, '/publicKey'],
    ['no server', { publicKey: key }, '/serverId'],
    ['a server that is no id', { serverId: 'web-01', publicKey: key }, '/serverId'],
    ['half a key', { serverId: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3', publicKey: key.slice(0, 50) }, '/publicKey'],
    ['a key of no type', { serverId: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3', publicKey: key.slice(12) }, '/publicKey'],
  ]),
  ...bodies('POST', '/host-keys/{nobody}/decision', [
    ['no decision', { reason: 'x' }, '/decision'],
    ['another word', { decision: 'perhaps', reason: 'x' }, '/decision'],
    ['no reason', { decision: 'accept' }, '/reason'],
    ['a blank reason', { decision: 'accept', reason: '  ' }, '/reason'],
    ['others by word', { decision: 'accept', reason: 'x', keepOthers: 'yes' }, '/keepOthers'],
  ]),
  ...bodies('POST', '/host-keys/import', [
    ['no file', {}, '/knownHosts'],
    ['a list', { knownHosts: [key] }, '/knownHosts'],
    ['a query that cannot be read', { knownHosts: `a ${key}`, q: '(' }, '/q'],
    ['5,001 lines', { knownHosts: `a ${key}\n`.repeat(5_001) }, '/knownHosts'],
  ]),
  ...bodies('POST', '/host-keys/from-discovery', [
    ['nothing chosen', {}, '/serverIds'],
    ['chosen twice', { serverIds: [], q: '' }, '/serverIds'],
    ['names', { serverIds: ['web-01'] }, '/serverIds/0'],
  ]),
  { says: 'forgets without a reason', method: 'DELETE', path: '/host-keys/{nobody}', at: '/reason' },
];
