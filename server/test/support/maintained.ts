import type { ServerView } from '../../src/inventory/servers.dto.js';
import type { BulkResult } from '../../src/inventory/bulk/bulk.dto.js';
import { until, type Answer, type Fleet } from './fleet.js';

export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
export const anHour = 3_600_000;

/** Servers and what is done about their maintenance, as a person would. */
export function maintained(fleet: Fleet) {
  let serial = 0;
  const registered = async (fields: object = {}): Promise<ServerView> => {
    const hostname = `kept-${++serial}.example.com`;
    const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname, ...fields });
    expect(status).toBe(201);
    return body;
  };
  const get = async (id: string): Promise<ServerView> => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
  return {
    registered,
    get,
    /** Active, and nobody listens at its port. */
    async ill(): Promise<ServerView> {
      const { id } = await registered({
        ipAddress: '127.0.0.1',
        lifecycle: 'active',
        checks: [{ type: 'tcp', port: 1, intervalSeconds: 1, failAfter: 1 }],
      });
      return until(async () => {
        const server = await get(id);
        return server.health.status === 'unhealthy' && server;
      });
    },
    bulk<Body = BulkResult>(ids: string[], params: object, more: object = {}): Promise<Answer<Body>> {
      return fleet.admin.post<Body>('/servers/bulk', { select: { ids }, action: 'maintenance', params, ...more });
    },
    async past(id: string, at: string): Promise<ServerView> {
      return (await fleet.admin.get<ServerView>(`/servers/${id}?asOf=${at}`)).body;
    },
  };
}
