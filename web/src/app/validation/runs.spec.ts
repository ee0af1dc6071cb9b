import { aTcp, aTls } from '../../test/validation-fixtures';
import { Row, Run, begun, isDone, summaryOf, titleOf, toneOf, toneOfRun, withRow, withRun } from './runs';
import { toolOf } from './tools';

const tcp = (id: number, host: string): Run => begun(id, toolOf('tcp'), { host, ports: '22' }, id);
const problem = {
  status: 403,
  code: 'x',
  title: '',
  detail: null,
  requestId: null,
  retryAfterSeconds: null,
  errors: [],
};
const good = { answered: { validator: 'tcp', verdict: aTcp() } } as const;
const bad = { answered: { validator: 'tcp', verdict: aTcp({ ok: false }) } } as const;

test('the latest is first, and takes the place of what asked the same', () => {
  const runs = [tcp(3, 'a'), tcp(2, 'b'), tcp(1, 'a')].reduceRight<Run[]>(withRun, []);
  expect(runs.map(({ id }) => id)).toEqual([3, 2]);
  const many = Array.from({ length: 30 }, (_, id) => tcp(id, `h${id}`)).reduce<Run[]>(withRun, []);
  expect([many.length, many[0]?.id]).toEqual([20, 29]);
});

test('a row changes in its own run only, and nothing happens to one that is gone', () => {
  const runs = [tcp(1, 'a,b'), tcp(2, 'c')];
  const changed = withRow(runs, 1, 1, { isRunning: true });
  expect(changed.map(({ rows }) => rows.map(({ isRunning }) => isRunning))).toEqual([[false, true], [false]]);
  expect(withRow(runs, 9, 0, { isRunning: true })).toEqual(runs);
});

test.each<[string, Partial<Row>, ReturnType<typeof toneOf>]>([
  ['awaited', {}, null],
  ['good', good, 'healthy'],
  ['bad', bad, 'unhealthy'],
  ['not looked at', { problem }, 'unknown'],
  ['a certificate that ends soon', { answered: { validator: 'tls', verdict: aTls({ daysLeft: 13 }) } }, 'degraded'],
  ['a certificate that does not', { answered: { validator: 'tls', verdict: aTls({ daysLeft: 14 }) } }, 'healthy'],
])('%s', (_, row, tone) => expect(toneOf({ ...(tcp(1, 'a').rows[0] as Row), ...row })).toBe(tone));

test.each<[string, Partial<Row>[], ReturnType<typeof toneOf>]>([
  ['all are good', [good, good], 'healthy'],
  ['one is bad', [good, bad], 'unhealthy'],
  ['one is not known', [{ problem }, good], 'unknown'],
  ['one is awaited', [bad, {}], null],
])('of a run of which %s', (_, rows, tone) => {
  const run = tcp(1, 'a,b');
  const with2 = { ...run, rows: run.rows.map((row, at) => ({ ...row, ...rows[at] })) };
  expect(toneOfRun(with2)).toBe(tone);
  expect(isDone(with2)).toBe(tone !== null);
});

test('of several ports it is said which are open, and why the others are not', () => {
  const port = (number: number, message?: string) => ({
    port: number,
    ok: message === undefined,
    code: 'x',
    message: message ?? 'The port is open',
    connectMs: null,
    banner: null,
  });
  const said = (...results: ReturnType<typeof port>[]) =>
    summaryOf({ validator: 'tcp', verdict: aTcp({ message: 'm', results }) });
  expect(said(port(1, 'refused'), port(22), port(80), port(2, 'refused'), port(3, 'timed out'))).toBe(
    'open: 22, 80; refused: 1, 2; timed out: 3',
  );
  expect(said(port(1, 'no such name'), port(2, 'no such name'))).toBe('no such name: 1, 2');
  expect(said(port(22))).toBe('m');
});

test.each([
  ['tcp', { host: 'a', ports: '22' }, 'a :22'],
  ['tcp', { host: 'a', ports: '22 80' }, 'a'],
  ['tcp', { host: 'a,b,c', ports: '22 80' }, 'a and 2 more'],
  ['http', { url: 'http://a/' }, 'http://a/'],
  ['dns', { name: 'a', record: 'MX' }, 'a MX'],
  ['icmp', { host: 'a' }, 'a'],
])('%s of %j is called %s', (tool, values, title) => expect(titleOf(begun(1, toolOf(tool), values, 0))).toBe(title));
