import { ScanDraft, cidrsFault, newScan, orderOf, placed, portPresets, portsFault } from './scan-draft';

test.each([
  ['10.2.0.0/16', null],
  ['10.2.0.0/16, 10.3.0.7\n2001:db8::/120', null],
  ['', 'Which networks?'],
  ['10.2.0.0/16 office', '"office" is no network'],
  ['10.2.0.0/', '"10.2.0.0/" is no network'],
])('networks %j: %s', (text, fault) => {
  if (fault === null) expect(cidrsFault(text)).toBeNull();
  else expect(cidrsFault(text)).toContain(fault);
});

test.each([
  ['22 443 8000-8010', null],
  [' ', 'Which ports?'],
  ['0', '"0" is no port'],
  ['65536', '"65536" is no port'],
  ['20-10', '"20-10" is no port'],
  ['1-2-3', '"1-2-3" is no port'],
  ['ssh', '"ssh" is no port'],
])('ports %j: %s', (text, fault) => {
  if (fault === null) expect(portsFault(text)).toBeNull();
  else expect(portsFault(text)).toContain(fault);
});

test.each(portPresets)('$name are ports', ({ ports }) => expect(portsFault(ports)).toBeNull());

test('what was left empty is left to the server', () => {
  expect(orderOf({ ...newScan, cidrs: '10.0.0.0/24', ports: '22, 8000-8010' })).toEqual({
    cidrs: ['10.0.0.0/24'],
    ports: [22, '8000-8010'],
  });
  expect(orderOf({ name: ' night ', cidrs: '10.0.0.1', ports: '22', rate: '500', schedule: ' 0 3 * * * ' })).toEqual({
    cidrs: ['10.0.0.1'],
    ports: [22],
    rate: 500,
    name: 'night',
    schedule: '0 3 * * *',
  });
});

test.each<[string, string, ReturnType<typeof placed>]>([
  ['/cidrs/1', 'has host bits', { field: 'cidrs', message: '10.1.0.1/24: has host bits' }],
  ['/cidrs/1', '10.1.0.1/24 has host bits', { field: 'cidrs', message: '10.1.0.1/24 has host bits' }],
  ['/cidrs', 'too many', { field: 'cidrs', message: 'too many' }],
  ['/schedule', 'no cron', { field: 'schedule', message: 'no cron' }],
  ['/other', 'unknown', null],
])('%s "%s" stands beside its field', (pointer, message, at) => {
  const draft: ScanDraft = { ...newScan, cidrs: '10.0.0.0/24 10.1.0.1/24' };
  expect(placed(draft, { pointer, message })).toEqual(at);
});
