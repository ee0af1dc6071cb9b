import type { Config } from '../../config/config.js';
import { BadRequest } from '../../http/domain-error.js';
import type { SearchField } from './field.js';
import { Search } from './search.service.js';

const search = new Search({ checkIntervalSeconds: 30 } as Config);

/** Groups, as the room above would register them: each is a query, which may name a group. */
const groups: Record<string, string> = {
  edge: 'role:edge',
  both: 'group:edge OR owner:core',
  gone: 'deleted:true',
  broken: 'colour:red',
  circle: 'group:circle',
  wide: Array(8).fill('group:wider').join(' OR '),
  wider: Array(64).fill('role:edge').join(' OR '),
};
const group: SearchField = {
  kind: 'text',
  describe: 'Its groups',
  condition: (operand, _place, { nested }) => nested(groups[operand.kind === 'exact' ? operand.text : ''] ?? ''),
};
search.register('group', group);

async function sql(q: string, at?: Date): Promise<string> {
  const params: unknown[] = [];
  const where = await search.compiled(q, params, { at });
  return where.replace(/\$(\d+)/g, (_, number: string) => JSON.stringify(params[Number(number) - 1]));
}

async function fault(q: string, at?: Date): Promise<string> {
  const error: unknown = await search.compiled(q, [], { at }).catch((refusal: unknown) => refusal);
  if (!(error instanceof BadRequest)) return 'none';
  return `${error.code} ${error.errors[0]?.position}: ${error.message}`;
}

test('a query is one condition, with its values as parameters', async () => {
  expect(await sql('lifecycle:active -health:healthy (owner:core OR "web 01")')).toBe(
    `s.deleted_at IS NULL AND ((s.lifecycle = "active") AND NOT ((h.status = "healthy")) AND ((lower(s.owner) = lower("core")) OR (s.search_text LIKE lower("%web 01%"))))`,
  );
});

test.each([
  ['', 's.deleted_at IS NULL'],
  ['  ', 's.deleted_at IS NULL'],
  ['*', 's.deleted_at IS NULL AND (TRUE)'],
  ['deleted:true', '(s.deleted_at IS NOT NULL)'],
  ['DELETED:*', '(TRUE)'],
  ['-deleted:true', '((s.deleted_at IS NOT NULL)) IS NOT TRUE'],
])('deleted servers: `%s`', async (q, expected) => expect(await sql(q)).toBe(expected));

test('names of fields are read without regard to case, and have short forms', async () => {
  expect(await sql('ENV:prod')).toBe(await sql('environment:prod'));
  expect(await sql('externalID:x')).toBe(await sql('externalId:x'));
});

test('what is relative counts back from the moment that is asked about', async () => {
  expect(await sql('updated:<7d', new Date('2026-01-08T00:00:00Z'))).toContain('"2026-01-01T00:00:00.000Z"');
  expect(await fault('web stale:true', new Date())).toMatch(/^search.bad-value 10: `stale` is not kept/);
});

describe('a field whose condition is another query', () => {
  test('reads it within, as often as it needs to', async () => {
    expect(await sql('group:both')).toBe(
      `s.deleted_at IS NULL AND ((((lower(s.role) = lower("edge"))) OR (lower(s.owner) = lower("core"))))`,
    );
  });

  test('does not let deleted servers in by it', async () => {
    expect(await sql('group:gone')).toBe('s.deleted_at IS NULL AND ((s.deleted_at IS NOT NULL))');
  });

  test.each([
    ['one that cannot be read', 'x group:broken', 8, 'leads to a query that cannot be read'],
    ['one that leads to itself', 'group:circle', 6, 'nested more than 8 deep'],
    ['one that grows too long', 'web group:wide', 10, 'more than 512 terms'],
  ])('%s is refused at the term that leads to it', async (_, q, position, words) => {
    const refusal = await fault(q);
    expect(refusal).toMatch(new RegExp(`^search.bad-value ${position}: `));
    expect(refusal).toContain(words);
  });
});
