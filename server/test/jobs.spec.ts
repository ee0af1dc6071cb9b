import { join } from 'node:path';
import pg from 'pg';
import type { JobItems, JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import type { ServerPage } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { adminPassword, Client, startFleet, until, type Fleet } from './support/fleet.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
import { seeded } from './support/seed.js';

const job = async (client: Client, id: string) => (await client.get<JobView>(`/jobs/${id}`)).body;
const isOver = ({ status }: JobView) => ['succeeded', 'failed', 'cancelled'].includes(status);
const tagAll = async (client: Client) =>
  (
    await client.post<JobOrdered>('/servers/bulk', {
      select: { q: 'hostname:seed-*' },
      action: 'tag',
      params: { add: ['crashed'] },
    })
  ).body.jobId;

describe('in one process', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
    await seeded(fleet.databaseUrl, 4_000);
  });
  afterAll(() => fleet.close());

  test('who listens hears how far a job came, and that it ended', async () => {
    const ear = await Ear.open(fleet.url, fleet.admin.token);
    const { subscription } = await ear.ask('subscribe', { jobs: true });
    const id = await tagAll(fleet.admin);
    const told = () => ear.of(subscription).map((message) => (message as unknown as { job: JobView }).job);
    await until(() => told().some((each) => each.id === id && each.status === 'succeeded'));
    const progress = told().map((each) => each.progress.done);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.filter((done) => done > 0 && done < 4_000).length).toBeGreaterThan(0);
    expect(ear.of(subscription).map(({ seq }) => seq)).toEqual(ear.of(subscription).map((_, at) => at + 1));
    ear.close();
  });

  test('cancelled, it ends after its step, keeps what it did, and tells what it did not come to', async () => {
    const { body } = await fleet.admin.post<JobOrdered>('/servers/bulk', {
      select: { q: 'hostname:seed-*' },
      action: 'patch',
      params: { fields: { owner: 'cancelled' } },
    });
    await until(async () => (await job(fleet.admin, body.jobId)).progress.done > 0);
    expect((await fleet.admin.delete<JobView>(`/jobs/${body.jobId}`)).status).toBe(200);
    const ended = await until(async () => {
      const now = await job(fleet.admin, body.jobId);
      return isOver(now) && now;
    });
    expect(ended.status).toBe('cancelled');
    expect(ended.progress.done).toBeLessThan(4_000);
    const { value } = (await fleet.admin.get<ServerPage>('/servers?q=owner:cancelled')).body.total;
    expect(value).toBe(ended.progress.done);
    const { items } = (await fleet.admin.get<JobItems>(`/jobs/${body.jobId}/items?status=pending&limit=1`)).body;
    expect(items).toHaveLength(1);
    expect(await fleet.admin.delete(`/jobs/${body.jobId}`)).toMatchObject({
      status: 409,
      body: { code: 'job.finished' },
    });
  });

  test('what takes hours does not keep a job of another kind waiting', async () => {
    const scans: string[] = [];
    for (let at = 0; at < 3; at++) {
      const order = { cidrs: ['127.82.0.0/16'], ports: [9], rate: 1 };
      scans.push((await fleet.admin.post<{ jobId: string }>('/discovery/scans', order)).body.jobId);
    }
    const states = () => Promise.all(scans.map(async (id) => (await job(fleet.admin, id)).status));
    await until(async () => (await states()).filter((status) => status === 'running').length === 2);
    const id = await tagAll(fleet.admin);
    await until(async () => isOver(await job(fleet.admin, id)));
    expect((await states()).sort()).toEqual(['queued', 'running', 'running']);
    for (const scan of scans) await fleet.admin.delete(`/jobs/${scan}`);
    await until(async () => (await states()).every((status) => status === 'cancelled'));
  });

  test('a job that is not there is a 404', async () => {
    expect((await fleet.admin.get('/jobs/01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64')).status).toBe(404);
    expect((await fleet.admin.delete('/jobs/01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64')).status).toBe(404);
  });
});

describe('when its process is killed', () => {
  let database: TestDatabase;
  let place: ReturnType<typeof temporaryDirectory>;
  let programs: Program[];
  beforeEach(async () => {
    database = await testDatabase();
    place = temporaryDirectory();
    programs = [];
  });
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.end('SIGTERM')));
    await database.drop();
    place.remove();
  });

  async function started(): Promise<{ program: Program; admin: Client }> {
    const program = await Program.started({
      FLEET_DATABASE_URL: database.url,
      FLEET_DATA_DIR: join(place.path, 'data'),
      FLEET_ADMIN_PASSWORD: adminPassword,
    });
    programs.push(program);
    return { program, admin: await new Client(program.url).login('admin@fleet.local', adminPassword) };
  }

  test('whoever starts next goes on with a job: every item is done once, none half', async () => {
    await seeded(database.url, 5_000);
    const first = await started();
    const id = await tagAll(first.admin);
    await until(async () => (await job(first.admin, id)).progress.done > 0);
    await first.program.end('SIGKILL');

    const next = await started();
    const ended = await until(async () => {
      const now = await job(next.admin, id);
      return isOver(now) && now;
    }, 60_000);
    expect(ended).toMatchObject({ status: 'succeeded', result: { total: 5_000, changed: 5_000, failed: 0 } });
    const client = new pg.Client(database.url);
    await client.connect();
    const { rows } = await client.query<{ wrong: number; entries: number }>(
      `SELECT (SELECT count(*)::integer FROM servers WHERE version <> 2 OR NOT tags @> '{crashed}') AS wrong,
         (SELECT count(*)::integer FROM audit WHERE action = 'server.changed') AS entries`,
    );
    await client.end();
    expect(rows).toEqual([{ wrong: 0, entries: 5_000 }]);
  }, 120_000);
});
