import { expect } from '@jest/globals';
import type { AuthorityView } from '../../src/credentials/authority/authorities.dto.js';
import type { SshCertificateView } from '../../src/credentials/authority/certificates.dto.js';
import type { CredentialView } from '../../src/credentials/credentials.dto.js';
import type { Problem } from '../../src/http/problem.js';
import type { ServerView } from '../../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../../src/jobs/jobs.dto.js';
import { adminPassword, startFleet, until, type Answer, type Client, type Fleet } from './fleet.js';

export type Refusal = Pick<Problem, 'code' | 'detail' | 'errors'>;

/** A fleet with an operator and a viewer beside the admin, and what tests of certificates ask of it. */
export class Certifying {
  private made = 0;

  private constructor(
    readonly fleet: Fleet,
    readonly operator: Client,
    readonly operatorId: string,
    readonly viewer: Client,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Certifying> {
    const fleet = await startFleet(environment);
    const user = async (email: string, role: string) => {
      const { body } = await fleet.admin.post<{ id: string }>('/users', { email, role, password: adminPassword });
      return { id: body.id, client: await fleet.anonymous.login(email, adminPassword) };
    };
    const [ada, eve] = [await user('ada@example.com', 'operator'), await user('eve@example.com', 'viewer')];
    return new Certifying(fleet, ada.client, ada.id, eve.client);
  }

  get admin(): Client {
    return this.fleet.admin;
  }

  async authority(fields: object = {}): Promise<AuthorityView> {
    const body = { name: `authority ${++this.made}`, purpose: 'user', kind: 'generate', ...fields };
    const answer = await this.admin.post<AuthorityView>('/authorities', body);
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async credential(fields: object = {}): Promise<CredentialView> {
    const body = { name: `credential ${++this.made}`, kind: 'generate', ...fields };
    return (await this.admin.post<CredentialView>('/credentials', body)).body;
  }

  async server(ssh: object): Promise<ServerView> {
    const body = { hostname: `server-${++this.made}.example.com`, ipAddress: '127.0.0.1', ssh };
    return (await this.admin.post<ServerView>('/servers', body)).body;
  }

  sign<Body = SshCertificateView>(id: string, body: object, client = this.operator): Promise<Answer<Body>> {
    return client.post<Body>(`/authorities/${id}/certificates`, { reason: 'a test', ...body });
  }

  /** The list of revocations, which is no text. */
  async krl(path: string, client: Client, headers: Record<string, string> = {}) {
    const url = `${this.fleet.url}${path.startsWith('/api') ? path : `/api/v1${path}`}`;
    const authorization = client.token === undefined ? {} : { authorization: `Bearer ${client.token}` };
    const response = await fetch(url, { headers: { ...authorization, ...headers } });
    const content = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, content };
  }

  /** The job, once it is over. */
  async finished({ status, body }: Answer<JobOrdered>): Promise<JobView> {
    expect(status).toBe(202);
    return until(async () => {
      const { body: job } = await this.admin.get<JobView>(`/jobs/${body.jobId}`);
      return ['succeeded', 'failed', 'cancelled'].includes(job.status) && job;
    });
  }

  close(): Promise<void> {
    return this.fleet.close();
  }
}
