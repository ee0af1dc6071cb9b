import { BulkAction, OrderDraft, deedOf, newOrder, orderOf, planOf, previewOf } from './order';

const now = Date.parse('2026-11-25T12:00:00Z');

const cases: [string, BulkAction, Partial<OrderDraft>, object | null][] = [
  ['no state chosen is no move yet', 'lifecycle', {}, null],
  ['a move', 'lifecycle', { to: 'draining', reason: ' racks ' }, { to: 'draining', reason: 'racks' }],
  ['no tag is no order yet', 'tag', {}, null],
  [
    'tags to add and to remove',
    'tag',
    { add: 'pci  env:prod pci', remove: 'old' },
    { add: ['pci', 'env:prod'], remove: ['old'] },
  ],
  [
    'fields, of which an empty one is cleared',
    'patch',
    {
      fields: [
        { name: 'owner', value: 'core ' },
        { name: 'site', value: '' },
      ],
    },
    { fields: { owner: 'core', site: null } },
  ],
  ['no field is no order yet', 'patch', { fields: [] }, null],
  ['checks', 'checks', {}, { set: [{ type: 'tcp', port: 22, severity: 'critical' }] }],
  ['no checks at all', 'checks', { checks: [] }, { set: [] }],
  [
    'silence for some time',
    'maintenance',
    { silence: '30m', reason: ' disks ' },
    { until: '2026-11-25T12:30:00.000Z', reason: 'disks' },
  ],
  ['the end of silence', 'maintenance', { silence: 'end', reason: 'done' }, { until: null }],
  ['no moment is no order yet', 'maintenance', { silence: 'at' }, null],
  ['a moment that is over is none', 'maintenance', { silence: 'at', silentUntil: '2026-11-25T11:00' }, null],
  ['deleting needs nothing', 'delete', {}, {}],
];

test.each(cases)('%s', (_, action, draft, params) => {
  expect(orderOf(action, { ...newOrder, ...draft }, now)?.params ?? null).toEqual(params);
});

test('why is told when there is a why', () => {
  expect(orderOf('delete', newOrder, now)).toEqual({ action: 'delete', params: {}, atomic: false });
  expect(orderOf('delete', { ...newOrder, reason: ' gone ' }, now)).toMatchObject({ reason: 'gone' });
});

test('a preview is the same whatever the reason', () => {
  const [one, other] = ['', 'racks are moved'].map((reason) =>
    orderOf('lifecycle', { ...newOrder, to: 'active', reason }, now)!,
  );
  expect(previewOf(one!)).toEqual(previewOf(other!));
});

test('words', () => {
  expect(planOf('tag', '12 servers')).toBe('Add or remove tags of 12 servers');
  expect(deedOf('delete', 1)).toBe('Delete 1 server');
  expect(deedOf('delete', 0)).toBe('Nothing to change');
});
