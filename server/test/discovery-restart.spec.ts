import { join } from 'node:path';
import pg from 'pg';
import type { ScanHostPage } from '../src/validation/discovery/hosts.dto.js';
import type { ScanView } from '../src/validation/discovery/scans.dto.js';
import { adminPassword, Client, until } from './support/fleet.js';
import { Machines } from './support/peers/machines.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
import { sparePort } from './support/redis.js';

let database: TestDatabase;
let place: ReturnType<typeof temporaryDirectory>;
let machines: Machines;
let programs: Program[];
let port: number;
/** Two in each block of 127.80.0.0/20. */
const there = ['0.5', '3.255', '4.0', '6.7', '8.1', '11.9', '12.3', '15.254'].map((end) => `127.80.${end}`);

beforeEach(async () => {
  database = await testDatabase();
  place = temporaryDirectory();
  machines = new Machines();
  programs = [];
  port = await sparePort();
  for (const address of there) await machines.listen(address, port, '220 ready\r\n');
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end('SIGTERM')));
  await machines.closeAll();
  await database.drop();
  place.remove();
});

async function started(): Promise<{ program: Program; admin: Client }> {
  const program = await Program.started({
    FLEET_DATABASE_URL: database.url,
    FLEET_DATA_DIR: join(place.path, 'data'),
    FLEET_ADMIN_PASSWORD: adminPassword,
    FLEET_PROBE_ALLOW: '127.0.0.0/8',
  });
  programs.push(program);
  return { program, admin: await new Client(program.url).login('admin@fleet.local', adminPassword) };
}

const order = { cidrs: ['127.80.0.0/20'], rate: 1_000 };
const scanOf = async (admin: Client, id: string) => (await admin.get<ScanView>(`/discovery/scans/${id}`)).body;

/** Keeps the scan from ending the transaction of its next block, until something is done. */
async function withheld(jobId: string, work: () => Promise<unknown>): Promise<void> {
  const db = new pg.Client(database.url);
  await db.connect();
  await db.query('BEGIN');
  await db.query('SELECT FROM jobs WHERE id = $1 FOR UPDATE', [jobId]);
  const waiting = 'SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))';
  await until(async () => (await db.query(waiting)).rowCount !== 0, 60_000);
  await work();
  await db.query('ROLLBACK');
  await db.end();
}

async function finished(admin: Client, id: string): Promise<ScanView> {
  return until(async () => {
    const scan = await scanOf(admin, id);
    return ['succeeded', 'failed', 'cancelled'].includes(scan.status) && scan;
  }, 60_000);
}

async function expectWhole(admin: Client, id: string): Promise<void> {
  expect(await finished(admin, id)).toMatchObject({
    status: 'succeeded',
    progress: { done: 4_096, total: 4_096 },
    found: { hosts: there.length, openPorts: there.length, new: there.length },
    recall: { probes: 4_096, open: there.length },
  });
  const { items } = (await admin.get<ScanHostPage>(`/discovery/scans/${id}/hosts`)).body;
  expect(items.map(({ address }) => address)).toEqual(there);
}

test('killed while it writes, a scan goes on where it was: no host is lost, none is there twice', async () => {
  const first = await started();
  const { id, jobId } = (await first.admin.post<ScanView>('/discovery/scans', { ...order, ports: [port] })).body;
  const half = await until(async () => {
    const scan = await scanOf(first.admin, id);
    return scan.progress.done > 0 && scan;
  }, 60_000);
  expect(half.progress.done).toBeLessThan(4_096);
  await withheld(jobId, () => first.program.end('SIGKILL'));
  const next = await started();
  expect((await scanOf(next.admin, id)).progress.done).toBeGreaterThanOrEqual(half.progress.done);
  await expectWhole(next.admin, id);
}, 180_000);

test('a paused scan is still paused after a restart, and goes on when it is resumed', async () => {
  const first = await started();
  const { id } = (await first.admin.post<ScanView>('/discovery/scans', { ...order, ports: [port] })).body;
  await until(async () => (await scanOf(first.admin, id)).progress.done > 0, 60_000);
  await first.admin.post(`/discovery/scans/${id}/pause`);
  await first.program.end('SIGKILL');
  const next = await started();
  // A later scan is carried out, and the paused one left alone.
  const later = (await next.admin.post<ScanView>('/discovery/scans', { cidrs: ['127.80.0.0/30'], ports: [port] })).body;
  await finished(next.admin, later.id);
  expect(await scanOf(next.admin, id)).toMatchObject({ status: 'paused' });
  await next.admin.post(`/discovery/scans/${id}/resume`);
  await expectWhole(next.admin, id);
}, 180_000);
