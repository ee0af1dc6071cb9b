import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ScanPage, ScanView } from '../src/validation/discovery/scans.dto.js';
import type { ScanSchedulePage } from '../src/validation/discovery/schedules.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';

let first: Fleet;
let second: Fleet;
let db: pg.Client;
beforeAll(async () => {
  first = await startFleet();
  second = await startFleet({ FLEET_DATABASE_URL: first.databaseUrl, FLEET_ROLE: 'worker' });
  db = new pg.Client(first.databaseUrl);
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await second.close();
  await first.close();
});

const order = async (schedule: string) =>
  first.admin.post<ScanView & Pick<Problem, 'code' | 'errors'>>('/discovery/scans', {
    cidrs: ['127.79.1.0/30'],
    ports: [9],
    name: 'nightly',
    schedule,
  });
const scansOf = async (id: string | null) =>
  (await first.admin.get<ScanPage>(`/discovery/scans?scheduleId=${id}`)).body.items;
const schedules = async () => (await first.admin.get<ScanSchedulePage>('/discovery/schedules')).body.items;
const come = (id: string | null) =>
  db.query(`UPDATE scan_schedules SET next_at = now() - interval '3 days' WHERE id = $1`, [id]);

test('a scheduled scan begins now and again by itself, once however many look, until it is switched off', async () => {
  const { status, body } = await order('0 3 * * *');
  expect(status).toBe(201);
  expect(body).toMatchObject({ schedule: '0 3 * * *', scheduleId: expect.any(String) });
  const [schedule] = await schedules();
  expect(schedule).toMatchObject({ id: body.scheduleId, name: 'nightly', ports: [9], lastScanId: body.id });
  expect(schedule?.nextAt).toMatch(/T03:00:00\.000Z$/);
  await until(async () => (await scansOf(body.scheduleId)).every((scan) => scan.status === 'succeeded'));

  await come(body.scheduleId);
  const scans = await until(async () => {
    const all = await scansOf(body.scheduleId);
    return all.length > 1 && all.every((scan) => scan.status === 'succeeded') && all;
  });
  expect(scans).toHaveLength(2);
  expect(scans[0]).toMatchObject({ requestedBy: 'scan schedule', comparedWith: body.id, schedule: '0 3 * * *' });
  const { items } = (await first.admin.get<AuditPage>('/audit?action=scan.ordered&limit=1')).body;
  expect(items).toMatchObject([{ actor: { type: 'system', name: 'scan schedule' }, subject: { id: scans[0]?.id } }]);

  expect((await first.admin.delete(`/discovery/schedules/${body.scheduleId}`)).status).toBe(204);
  expect((await first.admin.delete(`/discovery/schedules/${body.scheduleId}`)).status).toBe(404);
  expect(await schedules()).toEqual([]);
  // Another one's time comes: whoever looked for it looked past the one that is switched off.
  const other = (await order('0 4 * * *')).body;
  await until(async () => (await scansOf(other.scheduleId))[0]?.status === 'succeeded');
  await come(body.scheduleId);
  await come(other.scheduleId);
  await until(async () => (await scansOf(other.scheduleId)).length === 2);
  expect(await scansOf(body.scheduleId)).toHaveLength(2);
});

test('a time that comes before the last scan is over is left out', async () => {
  const { body } = await order('0 5 * * *');
  await until(async () => (await scansOf(body.scheduleId))[0]?.status === 'succeeded');
  await db.query(`UPDATE jobs SET status = 'paused', finished_at = NULL WHERE id = $1`, [body.jobId]);
  await come(body.scheduleId);
  await until(async () => {
    const mine = (await schedules()).find(({ id }) => id === body.scheduleId);
    return new Date(mine?.nextAt ?? 0) > new Date();
  });
  expect(await scansOf(body.scheduleId)).toHaveLength(1);
});

test.each(['@daily', '0 0 3 * * *', '61 * * * *', '0 0 31 2 *'])(
  'the schedule `%s` is a 400 that says so, and nothing is ordered',
  async (schedule) => {
    const before = (await first.admin.get<ScanPage>('/discovery/scans')).body.total.value;
    const answer = await order(schedule);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer: '/schedule', code: 'schedule.invalid' }]);
    expect((await first.admin.get<ScanPage>('/discovery/scans')).body.total.value).toBe(before);
  },
);
