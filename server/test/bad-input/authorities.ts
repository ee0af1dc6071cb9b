import { bodies, queries, type BadRow } from './row.js';

const made = { name: 'x', purpose: 'user', kind: 'generate' };
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILWmDIhPuZ5BOc1KmDyPIcmC2sAZWPH/dHfcYhV5JE8V';
const signed = { publicKey: key, principals: ['root'], reason: 'x' };

export const authorities: BadRow[] = [
  ...queries('/certificates', [
    ['state=good', '/state'],
    ['authorityId=people', '/authorityId'],
    ['cursor=x', '/cursor'],
    ['limit=0', '/limit'],
  ]),
  ...queries('/authorities/{authority}/servers', [['state=known', '/state']]),
  ...queries('/authorities/{authority}/known_hosts', [
    ['hosts=a%20b', '/hosts'],
    ['hosts=', '/hosts'],
    ['hosts=a%0Ab', '/hosts'],
  ]),
  ...bodies('POST', '/authorities', [
    ['no name', { ...made, name: undefined }, '/name'],
    ['two lines for a name', { ...made, name: 'a\nb' }, '/name'],
    ['no purpose', { ...made, purpose: undefined }, '/purpose'],
    ['another purpose', { ...made, purpose: 'both' }, '/purpose'],
    ['no origin', { ...made, kind: undefined }, '/kind'],
    ['a size that no key has', { ...made, algorithm: 'rsa', bits: 512 }, '/bits'],
    ['nothing to import', { ...made, kind: 'import' }, '/privateKey'],
    ['a public key to import', { ...made, kind: 'import', privateKey: key }, '/privateKey'],
  ]),
  ...bodies('POST', '/authorities/{authority}/replace', [['no reason', { ...made, purpose: undefined }, '/reason']]),
  ...bodies('POST', '/authorities/{authority}/retire', [
    ['no reason', {}, '/reason'],
    ['force by word', { reason: 'x', force: 'yes' }, '/force'],
  ]),
  ...bodies('PUT', '/authorities/{authority}/principals', [
    ['no rules', {}, '/rules'],
    ['a rule for nobody', { rules: [{ principals: ['x'] }] }, '/rules/0'],
    ['a rule for two', { rules: [{ role: 'admin', userId: 'nobody', principals: ['x'] }] }, '/rules/0/userId'],
    ['another role', { rules: [{ role: 'root', principals: ['x'] }] }, '/rules/0/role'],
    ['no principals', { rules: [{ role: 'admin', principals: [] }] }, '/rules/0/principals'],
    ['two principals in one', { rules: [{ role: 'admin', principals: ['a,b'] }] }, '/rules/0/principals/0'],
  ]),
  ...bodies('POST', '/authorities/{authority}/certificates', [
    ['no reason', { ...signed, reason: undefined }, '/reason'],
    ['a key that is none', { ...signed, publicKey: key.slice(0, 60) }, '/publicKey'],
    ['seconds as text', { ...signed, validSeconds: '60' }, '/validSeconds'],
    ['a year and more', { ...signed, validSeconds: 40_000_000 }, '/validSeconds'],
    ['two lines for a key id', { ...signed, keyId: 'a\nb' }, '/keyId'],
    ['an empty command', { ...signed, options: { forceCommand: '' } }, '/options/forceCommand'],
    ['networks by name', { ...signed, options: { sourceAddresses: ['example.com'] } }, '/options/sourceAddresses'],
    ['a server', { ...signed, serverId: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3' }, '/serverId'],
  ]),
  ...bodies('POST', '/certificates/{nobody}/revoke', [['no reason', {}, '/reason']]),
  ...bodies('POST', '/authorities/{authority}/revocations', [
    ['nothing', { reason: 'x' }, '/publicKey'],
    ['a fingerprint of another kind', { reason: 'x', fingerprint: 'MD5:00' }, '/fingerprint'],
    ['a serial that is none', { reason: 'x', serials: [{ from: '-1' }] }, '/serials/0/from'],
    ['serials backwards', { reason: 'x', serials: [{ from: '9', to: '3' }] }, '/serials/0/to'],
    ['no reason', { keyId: 'x' }, '/reason'],
  ]),
  ...bodies('POST', '/authorities/{authority}/deploy', [
    ['nothing chosen', {}, '/serverIds'],
    ['chosen twice', { serverIds: [], q: '' }, '/serverIds'],
    ['a quote in a principal', { q: '', principals: ['a"b'] }, '/principals/0'],
    ['a query that cannot be read', { q: '(' }, '/q'],
  ]),
  ...bodies('PUT', '/credentials/{nobody}/certificate', [
    ['nobody who signs', {}, '/authorityId'],
    ['a moment', { authorityId: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3', validSeconds: 5 }, '/validSeconds'],
  ]),
];
