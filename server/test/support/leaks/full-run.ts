import type pg from 'pg';
import type { AuthorityView } from '../../../src/credentials/authority/authorities.dto.js';
import type { SshCertificateView } from '../../../src/credentials/authority/certificates.dto.js';
import type { CredentialView } from '../../../src/credentials/credentials.dto.js';
import type { DeploymentResult } from '../../../src/credentials/deployment/deployment.dto.js';
import type { HostKeyPage } from '../../../src/credentials/host-keys/host-keys.dto.js';
import type { LoginTests } from '../../../src/credentials/testing/login-tests.dto.js';
import type { RotationOrdered, RotationView } from '../../../src/credentials/rotation/rotations.dto.js';
import type { TemplateView } from '../../../src/groups/templates/templates.dto.js';
import type { BulkResult } from '../../../src/inventory/bulk/bulk.dto.js';
import type { ServerView } from '../../../src/inventory/servers.dto.js';
import { exportFormats } from '../../../src/inventory/transfer/export/writers.js';
import type { JobPage } from '../../../src/jobs/jobs.dto.js';
import { until } from '../fleet.js';
import { Sshd } from '../peers/sshd.js';
import type { Recorder } from './haystacks.js';
import type { Needles } from './needles.js';
import { newPassphrase, pastedKey, type Pasted } from './pasted.js';
import { cutOff, wrongImports } from './wrong-imports.js';

interface Surroundings {
  admin: Recorder;
  db: pg.Client;
  needles: Needles;
  /** Harmless, and put wherever it may be. */
  marker: string;
  /** For what the test itself makes. */
  directory: string;
}

/** Everything that is done with keys and credentials, well and badly. */
export class FullRun {
  private serial = 0;

  constructor(private readonly of: Surroundings) {}

  async generated(): Promise<CredentialView[]> {
    const kinds = [
      { algorithm: 'ed25519' },
      ...[256, 384, 521].map((bits) => ({ algorithm: 'ecdsa', bits })),
      ...[3072, 4096].map((bits) => ({ algorithm: 'rsa', bits })),
    ];
    const made: CredentialView[] = [];
    for (const kind of kinds) made.push(await this.created(201, { kind: 'generate', ...kind }));
    return made;
  }

  /** Taken, in each format. */
  async imported(): Promise<CredentialView[]> {
    const made: CredentialView[] = [];
    for (const [options, isEncrypted] of [
      [['-t', 'ed25519'], false],
      [['-t', 'ed25519', '-m', 'RFC4716'], true],
      [['-t', 'ecdsa', '-b', '384', '-m', 'PEM'], true],
      [['-t', 'rsa', '-b', '3072'], true],
      [['-t', 'rsa', '-b', '3072', '-m', 'PEM'], false],
    ] as const) {
      const headers = { 'idempotency-key': `import-${++this.serial}` };
      const fields = {
        kind: 'import',
        ...(await this.pasted([...options], isEncrypted)),
        name: `import ${this.serial}`,
      };
      const view = await this.created(201, fields, headers);
      await this.created(201, fields, headers); // is answered again
      await this.created(409, { ...fields, name: `again ${this.serial}` }); // is the same key
      await this.created(409, fields, headers, { comment: 'another request' });
      made.push(view);
    }
    return made;
  }

  /** Refused, each for a reason of its own. */
  async refused(): Promise<void> {
    const plain = await this.pasted(['-t', 'ed25519']);
    const encrypted = await this.pasted(['-t', 'ed25519'], true);
    const weak = await this.pasted(['-t', 'rsa', '-b', '2048']);
    const { privateKey: text } = plain;
    const wrong = newPassphrase();
    this.of.needles.add('a wrong passphrase', wrong);
    for (const each of wrongImports({ plain, encrypted, weak, wrong })) await this.created(400, each);
    const sound = JSON.stringify({ name: 'cut', kind: 'import', ...plain, passphrase: wrong });
    for (const broken of [sound.slice(0, -9), sound.replaceAll('\\n', '\n'), sound.replace(/^\{/, ''), text])
      await this.of.admin.post('/credentials', broken);
    for (const type of ['application/x-yaml', 'text/plain', 'application/json; charset=utf-16'])
      await this.of.admin.post('/credentials', sound, { 'content-type': type });
    for (const [path, fields] of [
      ['/servers', { hostname: 'a', ssh: { credentialId: text, privateKey: text } }],
      ['/servers', { hostname: text }],
      ['/templates', { name: 'a', defaults: { ssh: { privateKey: text } } }],
      ['/servers/bulk', { select: { q: '' }, action: 'patch', params: { fields: { ssh: { privateKey: text } } } }],
      ['/servers/bulk', { select: { q: '' }, action: text, params: { privateKey: text } }],
      ['/host-keys', { serverId: text, publicKey: text }],
    ] as const)
      await this.of.admin.post(path, fields);
    await cutOff(this.of.admin, sound);
  }

  /** A failure that is nobody's fault but the program's: the table refuses the secret. */
  async failed(): Promise<void> {
    const { admin, db, marker } = this.of;
    await db.query(`CREATE FUNCTION refuse_secret() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT FROM credentials WHERE id = NEW.subject_id AND name LIKE 'doomed%') THEN
        RAISE EXCEPTION 'no room for the secret, ${marker}'; END IF;
      RETURN NEW; END $$`);
    await db.query('CREATE TRIGGER refuse BEFORE INSERT ON secrets FOR EACH ROW EXECUTE FUNCTION refuse_secret()');
    const headers = { 'idempotency-key': 'doomed' };
    const fields = { name: 'doomed', kind: 'import', ...(await this.pasted(['-t', 'ed25519'], true)) };
    expect((await admin.post('/credentials', fields, headers)).status).toBe(500);
    expect((await admin.post('/credentials', { name: 'doomed too', kind: 'generate' })).status).toBe(500);
  }

  /** Good and bad logins, telemetry, a rotation that fails and one that succeeds, and a host key that changes. Answers a server. */
  async used(credential: CredentialView): Promise<ServerView> {
    const { admin } = this.of;
    const peers = [await Sshd.start(), await Sshd.start({ hostKeyType: 'rsa' })];
    try {
      const servers: ServerView[] = [];
      for (const peer of peers) {
        peer.authorize(credential.publicKey);
        servers.push(await this.server(credential, peer.port));
      }
      const [first] = servers as [ServerView];
      const nowhere = await this.server(credential, 1);
      expect(await this.letIn(credential, [...servers, nowhere])).toEqual([true, true, false]);
      expect((await admin.post<{ status: string }>(`/servers/${first.id}/check`)).body).toMatchObject({
        status: 'healthy',
      });
      await this.deployed(credential, first);
      await this.certified(credential, first);
      await this.rotated(credential, [nowhere], 'failed');
      await this.rotated(credential, servers, 'finished');
      const [peer] = peers as [Sshd];
      await peer.stop();
      peers[0] = await Sshd.start({ port: peer.port });
      expect(await this.letIn(credential, [first])).toEqual([false]);
      const { body } = await admin.get<HostKeyPage>('/host-keys?state=waiting');
      await admin.post(`/host-keys/${body.items[0]?.id}/decision`, { decision: 'accept', reason: this.of.marker });
      expect(await this.letIn(credential, [first])).toEqual([false]); // it was rebuilt and knows no key
      return first;
    } finally {
      await Promise.all(peers.map((peer) => peer.stop()));
    }
  }

  /** Seals that were altered, or brought from elsewhere. */
  async tampered([one, other]: CredentialView[]): Promise<void> {
    const { admin, db } = this.of;
    if (!one || !other) throw new Error('there are none');
    await db.query(
      'UPDATE secrets SET content = (SELECT content FROM secrets WHERE subject_id = $1) WHERE subject_id = $2',
      [one.id, other.id],
    );
    await db.query('UPDATE secrets SET content = substring(content, 9) WHERE subject_id = $1', [one.id]);
    for (const credential of [one, other]) {
      const server = await this.server(credential, 1);
      await admin.post(`/credentials/${credential.id}/test`, { serverIds: [server.id] });
      await admin.post(`/servers/${server.id}/check`);
    }
    await admin.post('/master-key/self-test');
  }

  /** What is done to credentials and servers otherwise. */
  async managed([kept, gone]: CredentialView[]): Promise<void> {
    const { admin, marker } = this.of;
    if (!kept || !gone) throw new Error('there are none');
    await admin.patch(`/credentials/${kept.id}`, { comment: marker, rotateEveryDays: 90 });
    await admin.patch(`/credentials/${kept.id}`, await this.pasted(['-t', 'ed25519'], true));
    const fields = { ssh: { credentialId: kept.id } };
    const { body: bulk } = await admin.post<BulkResult>('/servers/bulk', {
      ...{ select: { q: '' }, action: 'patch', params: { fields }, reason: marker },
    });
    expect(bulk).toMatchObject({ applied: true, failed: 0 });
    const template = { name: 'by template', defaults: { ssh: { credentialId: kept.id } } };
    const { body: made } = await admin.post<TemplateView>('/templates', template);
    await admin.post(`/templates/${made.id}/apply`, { select: { q: '' }, mode: 'overwrite' });
    expect((await admin.delete(`/credentials/${gone.id}`)).status).toBe(204);
    for (const format of exportFormats) expect((await admin.get(`/servers/export?format=${format}`)).status).toBe(200);
  }

  /** Every route that only reads, of a server and a credential. */
  async read(server: string, credential: string): Promise<number> {
    const { admin } = this.of;
    const { body } = await admin.get<{ paths: Record<string, object> }>('/api/docs-json');
    const ids: Record<string, string> = { servers: server, credentials: credential };
    for (const kind of ['jobs', 'rotations', 'templates', 'host-keys', 'changesets', 'authorities', 'certificates']) {
      const { body: page } = await admin.get<{ items: { id: string }[] }>(`/${kind}?limit=1`);
      ids[kind] = page.items[0]?.id ?? server;
    }
    const answers = await Promise.all(
      Object.entries(body.paths).map(async ([path, methods]) => {
        if (!('get' in methods) || path.endsWith('/stream')) return;
        const filled = path.replace(/\{(\w+)\}/g, () => ids[path.split('/')[3] ?? ''] ?? server);
        return admin.get(
          filled + (path.endsWith('/events') ? '?wait=0s' : '') + (path.endsWith('/audit') ? '?limit=500' : ''),
        );
      }),
    );
    await admin.get('/metrics');
    return answers.filter((answer) => answer?.status === 200).length;
  }

  /** Nothing is under way any more. */
  async idle(): Promise<void> {
    await until(async () => {
      const { body } = await this.of.admin.get<JobPage>('/jobs?limit=500');
      return body.items.every(({ status }) => !['queued', 'running'].includes(status));
    });
  }

  private pasted(options: string[], isEncrypted = false): Promise<Pasted> {
    return pastedKey(this.of.needles, this.of.directory, options, isEncrypted);
  }

  private async created(
    status: number,
    fields: object,
    headers: Record<string, string> = {},
    more: object = {},
  ): Promise<CredentialView> {
    const body = { name: `credential ${++this.serial}`, ...fields, ...more };
    const answer = await this.of.admin.post<CredentialView>('/credentials', body, headers);
    expect([answer.status, answer.body]).toEqual([status, answer.body]);
    return answer.body;
  }

  private async server(credential: CredentialView, port: number): Promise<ServerView> {
    const { marker, admin } = this.of;
    const { status, body } = await admin.post<ServerView>('/servers', {
      ...{ hostname: `${marker}-${++this.serial}`, ipAddress: '127.0.0.1', lifecycle: 'active', notes: marker },
      ...{ ssh: { port, credentialId: credential.id }, checks: [{ type: 'telemetry', intervalSeconds: 86_400 }] },
    });
    expect([status, body]).toEqual([201, body]);
    return body;
  }

  private async letIn({ id }: Pick<CredentialView, 'id'>, servers: ServerView[]): Promise<boolean[]> {
    const { body } = await this.of.admin.post<LoginTests>(`/credentials/${id}/test`, {
      serverIds: servers.map((server) => server.id),
    });
    return body.results.map(({ ok }) => ok);
  }

  /** Another key is put on the server by this one, and is taken away. */
  private async deployed({ id: via }: CredentialView, server: ServerView): Promise<void> {
    const other = await this.created(201, { kind: 'import', ...(await this.pasted(['-t', 'ed25519'], true)) });
    const order = { serverIds: [server.id], via };
    for (const turn of ['deploy', 'retire']) {
      const answer = await this.of.admin.post<DeploymentResult>(`/credentials/${other.id}/${turn}`, order);
      expect(answer.body).toMatchObject({ results: [{ status: 'changed' }] });
    }
  }

  /** Authorities of every origin, what they sign and revoke, and a login that one of them vouches for. */
  private async certified({ id: credentialId }: CredentialView, server: ServerView): Promise<void> {
    const { admin, marker: reason } = this.of;
    const origins = [{ kind: 'generate' }, { kind: 'import', ...(await this.pasted(['-t', 'ecdsa'], true)) }];
    for (const origin of origins) {
      const fields = { name: `authority ${++this.serial}`, purpose: 'user', ...origin };
      const { status, body: authority } = await admin.post<AuthorityView>('/authorities', fields);
      expect([status, authority]).toEqual([201, authority]);
      await admin.post('/authorities', { ...fields, passphrase: 'no' });
      const path = `/authorities/${authority.id}`;
      expect((await admin.post(`${path}/deploy`, { serverIds: [server.id] })).status).toBe(202);
      await this.idle();
      const order = { credentialId, principals: ['root'], reason };
      const signed = await admin.post<SshCertificateView>(`${path}/certificates`, order);
      expect([signed.status, signed.body]).toEqual([201, signed.body]);
      await admin.post(`/certificates/${signed.body.id}/revoke`, { reason });
      await admin.send('PUT', `/credentials/${credentialId}/certificate`, { authorityId: authority.id });
      await this.letIn({ id: credentialId }, [server]);
      await admin.delete(`/credentials/${credentialId}/certificate`);
      await admin.post(`${path}/replace`, { name: `successor ${this.serial}`, kind: 'generate', reason });
    }
  }

  private async rotated({ id }: CredentialView, servers: ServerView[], end: 'finished' | 'failed'): Promise<void> {
    const { admin, marker } = this.of;
    const { status, body } = await admin.post<RotationOrdered>(`/credentials/${id}/rotate`, {
      ...{ serverIds: servers.map((server) => server.id), keepOldHours: 0, reason: marker },
    });
    expect([status, body]).toEqual([202, body]);
    const rotation = `/rotations/${body.rotationId}`;
    const settled = await until(async () => {
      const { body: now } = await admin.get<RotationView>(rotation);
      return now.status !== 'running' && now;
    });
    expect(settled.status === 'finished').toBe(end === 'finished');
    if (end === 'finished') return;
    await admin.post(`${rotation}/rollback`, { reason: marker });
    await until(async () => (await admin.get<RotationView>(rotation)).body.status !== 'rolling-back');
  }
}
