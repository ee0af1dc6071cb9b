import { aChange, aHealth, aServer, at, noon, pageOf } from '../../test/fixtures';
import { News } from '../api/live';
import { HealthChange } from '../api/wire';
import { FleetState, emptyFleet, filled, heard, refreshed, replaced, sensitivityOf } from './fleet-state';
import { PageRequest } from './page-window';

const request: PageRequest = { offset: 0, cursor: '', limit: 100 };
const visible = { start: 0, end: 40 };
const byName = sensitivityOf('', 'hostname');
const byHealth = sensitivityOf('', '-health');

function shown(...names: string[]): FleetState {
  const page = pageOf(names.map((name) => aServer(name)));
  return filled(emptyFleet, request, page, visible);
}

function changed(...changes: HealthChange[]): News {
  return { kind: 'health', subscription: 's', seq: 1, cursor: 'c', at: at(30), changes };
}

function told(type: string, name: string, version = 2): News {
  return { kind: 'server', subscription: 's', seq: 1, cursor: 'c', at: at(30), id: `id-${name}`, type, version };
}

/** The list as one line: `a b*` where `*` has changed colour. */
function line({ window }: FleetState): string {
  return [...window.ids.values()]
    .map((id) => window.rows.get(id))
    .map((server) => `${server?.hostname}${server?.health.status === 'unhealthy' ? '*' : ''}`)
    .join(' ');
}

describe('health', () => {
  test('a change alters the cell, not the order', () => {
    const after = heard(shown('a', 'b', 'c'), changed(aChange('b')), byName);
    expect(line(after)).toBe('a b* c');
    expect([...after.displaced]).toEqual([]);
    expect([...after.touched]).toEqual(['id-b']);
  });

  test('where the order is by health the row stays, and is counted as displaced', () => {
    const after = heard(shown('a', 'b', 'c'), changed(aChange('b')), byHealth);
    expect(line(after)).toBe('a b* c');
    expect([...after.displaced]).toEqual(['id-b']);
  });

  test('the same verdict again displaces nothing', () => {
    const after = heard(shown('a'), changed(aChange('a', { status: 'healthy' })), byHealth);
    expect(after.displaced.size).toBe(0);
  });

  test('a server that is not in the list may belong into it now, when health decides', () => {
    expect([
      ...heard(shown('a'), changed(aChange('x')), sensitivityOf('health:unhealthy', 'hostname')).displaced,
    ]).toEqual(['id-x']);
    expect([...heard(shown('a'), changed(aChange('x')), byName).displaced]).toEqual([]);
  });

  test('old news does not undo newer', () => {
    const after = heard(shown('a'), changed(aChange('a', { since: at(-60), lastCheckedAt: at(-60) })), byName);
    expect(line(after)).toBe('a');
  });

  test('an observation moves latency and time only', () => {
    const items = [{ id: 'id-a', latencyMs: 9, lastCheckedAt: at(30) }];
    const after = heard(shown('a'), { kind: 'observed', subscription: 's', at: at(30), items }, byName);
    expect(after.window.rows.get('id-a')?.health).toEqual(aHealth({ latencyMs: 9, lastCheckedAt: at(30) }));
  });
});

describe('servers', () => {
  test.each([
    ['created', 'x', 'a b', ['id-x'], []],
    ['changed', 'b', 'a b', [], ['id-b']],
    ['moved', 'b', 'a b', [], ['id-b']],
    ['changed', 'x', 'a b', [], []],
    ['deleted', 'b', 'a b', ['id-b'], []],
    ['restored', 'b', 'a b', ['id-b'], ['id-b']],
  ])('%s %s', (type, name, expected, displaced, outdated) => {
    const after = heard(shown('a', 'b'), told(`server.${type}`, name), byName);
    expect(line(after)).toBe(expected);
    expect([...after.displaced]).toEqual(displaced);
    expect([...after.outdated]).toEqual(outdated);
  });

  test('a version that is known already is no news', () => {
    expect(heard(shown('a'), told('server.changed', 'a', 1), byName).outdated.size).toBe(0);
  });

  test('the whole view comes in place; a new sort value displaces it', () => {
    const owner = sensitivityOf('', 'owner');
    const after = replaced(shown('a', 'b'), 'id-b', aServer('b', { version: 2, owner: 'core' }), owner);
    expect(after.window.rows.get('id-b')?.owner).toBe('core');
    expect([...after.displaced]).toEqual(['id-b']);
    expect(replaced(shown('a'), 'id-a', aServer('a', { version: 2, owner: 'core' }), byName).displaced.size).toBe(0);
  });

  test('a late answer does not undo a newer version', () => {
    const newer = replaced(shown('a'), 'id-a', aServer('a', { version: 3, owner: 'new' }), byName);
    const late = replaced(newer, 'id-a', aServer('a', { version: 2, owner: 'old' }), byName);
    expect(late.window.rows.get('id-a')?.owner).toBe('new');
  });

  test('one that is gone for good stays in its row, as deleted', () => {
    expect(replaced(shown('a'), 'id-a', null, byName).window.rows.get('id-a')?.deletedAt).toBe(noon);
  });
});

describe('the poll', () => {
  test.each([
    ['the same rows', ['a', 'b'], []],
    ['another order', ['b', 'a'], ['id-a']],
    ['one new', ['a', 'b', 'c'], ['id-c']],
    ['one gone', ['a'], ['id-b']],
    ['one exchanged', ['a', 'x'], ['id-b', 'id-x']],
  ])('%s', (_, names, displaced) => {
    const after = refreshed(shown('a', 'b'), request, pageOf(names.map((name) => aServer(name))));
    expect(line(after)).toBe('a b');
    expect([...after.displaced].sort()).toEqual(displaced);
  });

  test('says nothing of rows that were never fetched', () => {
    const page = pageOf([aServer('a'), aServer('b')], { nextCursor: 'more', total: { value: 9, exact: true } });
    const partly = filled(emptyFleet, request, page, visible);
    expect(refreshed(partly, request, pageOf(['a', 'b', 'c'].map((name) => aServer(name)))).displaced.size).toBe(0);
  });

  test('repairs a cell that an event was missed for', () => {
    const sick = aServer('a', { health: aHealth({ status: 'unhealthy', lastCheckedAt: at(60) }) });
    expect(line(refreshed(shown('a', 'b'), request, pageOf([sick, aServer('b')])))).toBe('a* b');
  });
});

test.each([
  ['', 'hostname', false],
  ['', '-health', true],
  ['health:unhealthy', 'hostname', true],
  ['-health:healthy', 'hostname', true],
  ['(pageable:true)', 'hostname', true],
  ['web owner:health', 'hostname', false],
])('%s by %s', (q, sort, toHealth) => expect(sensitivityOf(q, sort).toHealth).toBe(toHealth));
