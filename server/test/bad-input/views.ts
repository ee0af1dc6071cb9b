import { bodies, type BadRow } from './row.js';

const view = { name: 'A view', page: 'servers', query: {} };
type Row = [string, unknown, string];

const queries: Row[] = [
  ['a query that is text', { query: 'web' }, '/query'],
  ['a query that is a list', { query: [] }, '/query'],
  ['an unknown field of the query', { query: { colour: 'red' } }, '/query/colour'],
  ['a q that is no text', { query: { q: 7 } }, '/query/q'],
  ['a q too long', { query: { q: 'x'.repeat(2_001) } }, '/query/q'],
  ['a q with a NUL', { query: { q: 'a\0' } }, '/query/q'],
  ['a q that cannot be read', { query: { q: '"open' } }, '/query/q'],
  ['a q with an unknown field', { query: { q: 'colour:red' } }, '/query/q'],
  ['a sort that is no text', { query: { sort: ['hostname'] } }, '/query/sort'],
  ['an unknown sort', { query: { sort: 'colour' } }, '/query/sort'],
  ['columns that are no list', { query: { columns: 'hostname' } }, '/query/columns'],
  ['a column that is no name', { query: { columns: ['a b'] } }, '/query/columns/0'],
  ['an empty column', { query: { columns: [''] } }, '/query/columns/0'],
  ['65 columns', { query: { columns: Array.from({ length: 65 }, (_, at) => `c${at}`) } }, '/query/columns'],
  ['nine groups', { query: { groupBy: Array.from({ length: 9 }, (_, at) => `c${at}`) } }, '/query/groupBy'],
  ['a group that is no text', { query: { groupBy: [null] } }, '/query/groupBy/0'],
  ['an empty name', { name: ' ' }, '/name'],
  ['a name that is no text', { name: 7 }, '/name'],
  ['a name too long', { name: 'x'.repeat(121) }, '/name'],
  ['shared as text', { shared: 'yes' }, '/shared'],
  ['an owner', { owner: { id: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3' } }, '/owner'],
  ['a version', { version: 9 }, '/version'],
];

export const views: BadRow[] = [
  ...bodies('POST', '/views', [
    ['no name', { page: 'servers', query: {} }, '/name'],
    ['no page', { name: 'A view', query: {} }, '/page'],
    ['no query', { name: 'A view', page: 'servers' }, '/query'],
    ['an unknown page', { ...view, page: 'settings' }, '/page'],
    ...queries.map(([says, body, at]): Row => [says, { ...view, ...(body as object) }, at]),
  ]),
  ...bodies('PATCH', '/views/{view}', [...queries, ['another page', { page: 'map' }, '/page']]),
];
