import { connect } from 'node:net';
import ssh2 from 'ssh2';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import { Logins } from '../src/credentials/ssh/logins.js';
import { Sessions } from '../src/credentials/ssh/sessions.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { inTurns } from '../src/probing/in-turns.js';
import { Ear, type Heard } from '../test/support/ear.js';
import { startFleet, until, type Fleet } from '../test/support/fleet.js';
import { Sshd } from '../test/support/peers/sshd.js';
import { timed } from './support/measured.js';
import { Stage } from './support/stage.js';
import { median, printTable } from './support/table.js';

/**
 * Logins through the product (address, keys and host key from the database, the key unsealed each time) against `ssh2` alone, in the
 * same process and at the same OpenSSH servers; and a thousand servers tested in one action, while somebody listens.
 */
const rounds = 3;
const logins = 96;
const many = 1_000;

interface Place {
  id: string;
  port: number;
}

/** One login of the library with nothing around it: a key as it takes it, which is text; packets that do not wait, and no method in vain. */
function bare(port: number, privateKey: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.once('error', reject);
    client.once('ready', () => {
      client.end();
      resolve();
    });
    const sock = connect({ host: '127.0.0.1', port, noDelay: true });
    client.connect({ sock, username: 'root', privateKey, authHandler: ['publickey'] });
  });
}

async function perSecond(places: Place[], atOnce: number, login: (place: Place) => Promise<unknown>): Promise<number> {
  const all = Array.from({ length: logins }, (_, at) => places[at % places.length] as Place);
  return logins / ((await timed(() => inTurns(all, atOnce, login))) / 1_000);
}

async function compareLogins(fleet: Fleet, places: Place[], privateKey: string): Promise<void> {
  const [ours, sessions] = [fleet.app.get(Logins), fleet.app.get(Sessions)];
  const kinds = {
    bare: ({ port }: Place) => bare(port, privateKey),
    ours: async ({ id }: Place) => (await ours.open(id)).end(),
    lent: ({ id }: Place) => sessions.with(id, () => Promise.resolve()),
  };
  const rows: Record<string, string | number>[] = [];
  for (const atOnce of [1, 16, 64]) {
    const seen = { bare: [] as number[], ours: [] as number[], lent: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      for (const kind of ['bare', 'ours', 'lent'] as const)
        seen[kind].push(await perSecond(places, atOnce, kinds[kind]));
    }
    const [theirs, mine] = [median(seen.bare), median(seen.ours)];
    rows.push({
      'at once': atOnce,
      'ssh2 alone, logins/s': theirs.toFixed(1),
      'the product, logins/s': mine.toFixed(1),
      ratio: (mine / theirs).toFixed(2),
      'sessions lent, uses/s': median(seen.lent).toFixed(0),
    });
  }
  printTable(
    `${logins} logins with Ed25519 at ${places.length} OpenSSH servers of this machine; the median of ${rounds} runs; wanted: 0.8 of ssh2 alone`,
    rows,
  );
}

async function testMany(fleet: Fleet, credentialId: string, places: Place[]): Promise<void> {
  await inTurns(Array.from({ length: many }), 8, async (_, at) => {
    const ssh = { port: places[at % places.length]?.port, credentialId };
    await fleet.admin.post('/servers', { hostname: `many-${at}`, ipAddress: '127.0.0.1', tags: ['many'], ssh });
  });
  const ear = await Ear.open(fleet.url, fleet.admin.token);
  await ear.ask('subscribe', { jobs: true });
  const begun = performance.now();
  const { body } = await fleet.admin.post<JobOrdered>(`/credentials/${credentialId}/test`, { q: 'tag:many' });
  type Told = Heard & { job?: JobView };
  const told = () => (ear.heard as Told[]).filter(({ job }) => job?.id === body.jobId);
  await until(() => told().some(({ job }) => job?.status === 'succeeded'), 600_000);
  const seconds = (performance.now() - begun) / 1_000;
  const { result } = (await fleet.admin.get<JobView>(`/jobs/${body.jobId}`)).body;
  ear.close();
  printTable(`${many} servers tested in one action, 16 at once`, [
    {
      seconds: seconds.toFixed(1),
      'logins and commands/s': (many / seconds).toFixed(1),
      failed: String((result as { failed: number }).failed),
      'messages of progress': told().length,
      'different counts in them': new Set(told().map(({ job }) => job?.progress.done)).size,
    },
  ]);
}

await using stage = await Stage.set();
const fleet = await startFleet({ FLEET_DATABASE_URL: stage.databaseUrl });
const hosts = await Promise.all(Array.from({ length: 8 }, () => Sshd.start()));
try {
  const fields = { name: 'bench', kind: 'generate' };
  const { body: credential } = await fleet.admin.post<CredentialView>('/credentials', fields);
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519');
  const places = await inTurns(hosts, 1, async ({ port }, at): Promise<Place> => {
    hosts[at]?.authorize(credential.publicKey);
    hosts[at]?.authorize(publicKey);
    const ssh = { port, credentialId: credential.id };
    const { body } = await fleet.admin.post<ServerView>('/servers', {
      ...{ hostname: `bench-${at}`, ipAddress: '127.0.0.1', ssh },
    });
    return { id: body.id, port };
  });
  await compareLogins(fleet, places, privateKey);
  await testMany(fleet, credential.id, places);
} finally {
  await fleet.close();
  await Promise.all(hosts.map((host) => host.stop()));
}
