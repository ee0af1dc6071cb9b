import fc from 'fast-check';
import type { Verification } from '../src/audit/audit.dto.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { EventPage } from '../src/inventory/events.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.close());

/** What the model knows of a server; the rest of it is not touched here. */
interface Declared {
  hostname: string;
  lifecycle: string;
  owner: string | null;
  tags: string[];
  isDeleted: boolean;
}

type Step =
  | { do: 'create'; name: number }
  | { do: 'own'; nth: number; owner: string | null }
  | { do: 'move'; nth: number; to: string }
  | { do: 'tag'; from: number; count: number; tag: string }
  | { do: 'untag'; from: number; count: number; tag: string }
  | { do: 'delete'; from: number; count: number }
  | { do: 'restore'; from: number; count: number };

const place = fc.nat(11);
const count = fc.integer({ min: 1, max: 6 });
const tag = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), name: fc.nat(7) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('own' as const), nth: place, owner: fc.constantFrom('x', 'y', null) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      nth: place,
      to: fc.constantFrom('provisioning', 'active', 'draining', 'decommissioned'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tag' as const), from: place, count, tag }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('untag' as const), from: place, count, tag }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), from: place, count }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), from: place, count }) },
);

/** What one step did to one server, by the server's own account: the version it wrote, and how that differs from the one before. */
interface Written {
  id: string;
  version: number;
  change(before: Declared): Declared;
}

const declaredOf = ({ hostname, lifecycle, owner, tags, deletedAt }: ServerView): Declared => ({
  hostname,
  lifecycle,
  owner,
  tags,
  isDeleted: deletedAt !== null,
});

/** Clients that act at once, on the real thing; what they were told is written down and nothing else. */
class Clients {
  readonly ids: string[] = [];
  readonly written: Written[] = [];

  async carryOut(step: Step): Promise<void> {
    switch (step.do) {
      case 'create': {
        const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname: `host-${step.name}` });
        if (status === 409) return;
        expect(status).toBe(201);
        this.ids.push(body.id);
        this.written.push({ id: body.id, version: 1, change: () => declaredOf(body) });
        return;
      }
      case 'own':
        await this.bulk({ from: step.nth, count: 1 }, 'patch', { fields: { owner: step.owner } }, (before) => ({
          ...before,
          owner: step.owner,
        }));
        return;
      case 'move':
        await this.bulk({ from: step.nth, count: 1 }, 'lifecycle', { to: step.to, reason: 'x' }, (before) => ({
          ...before,
          lifecycle: step.to,
        }));
        return;
      case 'tag':
      case 'untag': {
        const params = step.do === 'tag' ? { add: [step.tag] } : { remove: [step.tag] };
        const without = (tags: string[]) => tags.filter((each) => each !== step.tag);
        await this.bulk(step, 'tag', params, (before) => ({
          ...before,
          tags: step.do === 'tag' ? [...without(before.tags), step.tag].sort() : without(before.tags),
        }));
        return;
      }
      case 'delete':
      case 'restore':
        await this.bulk(step, step.do, {}, (before) => ({ ...before, isDeleted: step.do === 'delete' }));
    }
  }

  private async bulk(
    { from, count }: { from: number; count: number },
    action: string,
    params: object,
    change: Written['change'],
  ): Promise<void> {
    const ids = this.ids.slice(from % Math.max(this.ids.length, 1)).slice(0, count);
    const { status, body } = await fleet.admin.post<BulkResult>('/servers/bulk', { select: { ids }, action, params });
    expect(status).toBe(200);
    for (const { id, status: outcome, version } of body.results) {
      if (outcome === 'changed') this.written.push({ id, version: version ?? 0, change });
    }
  }
}

/** Each server as the model has it after all that was told: every version once, each the change of the one before. */
function modelOf(written: Written[]): Map<string, { version: number; declared: Declared }> {
  const model = new Map<string, { version: number; declared: Declared }>();
  for (const [id, own] of Map.groupBy(written, (each) => each.id)) {
    const byVersion = Map.groupBy(own, ({ version }) => version);
    let declared: Declared | undefined;
    for (let version = 1; version <= byVersion.size; version++) {
      const changes = byVersion.get(version);
      if (!changes) throw new Error(`nobody was told of version ${version} of ${id}`);
      for (const { change } of changes) {
        const blank = { hostname: '', lifecycle: '', owner: null, tags: [], isDeleted: false };
        declared = change(declared ?? blank);
      }
    }
    if (declared) model.set(id, { version: byVersion.size, declared });
  }
  return model;
}

async function everything(query = ''): Promise<Map<string, { version: number; declared: Declared }>> {
  const items: ServerView[] = [];
  for (const deleted of ['false', 'true']) {
    const { status, body } = await fleet.admin.get<ServerPage>(`/servers?limit=500&q=deleted:${deleted}${query}`);
    expect(status).toBe(200);
    items.push(...body.items);
  }
  return new Map(items.map((view) => [view.id, { version: view.version, declared: declaredOf(view) }]));
}

async function replayed(): Promise<Map<string, { version: number; declared: Declared }>> {
  const servers = new Map<string, { version: number; declared: Declared }>();
  for (let after = ''; ;) {
    const { body } = await fleet.admin.get<EventPage>(`/events?limit=100${after && `&after=${after}`}`);
    for (const { serverId, version, server } of body.items) {
      const known = servers.get(serverId)?.version ?? 0;
      if (!server) throw new Error('nothing was purged here');
      expect([known, known + 1]).toContain(version);
      servers.set(serverId, { version, declared: declaredOf(server) });
    }
    if (body.items.length === 0) return servers;
    after = body.nextCursor;
  }
}

test('whatever clients do at once: the list, every moment of the past, the feed and the audit tell the same story', async () => {
  const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 4, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(rounds, async (history) => {
      await fleet.close();
      fleet = await startFleet();
      const clients = new Clients();
      const moments: { at: string; model: ReturnType<typeof modelOf> }[] = [];
      for (const round of history) {
        await Promise.all(round.map((each) => clients.carryOut(each)));
        const at = Date.now() + 1;
        await until(() => Date.now() > at);
        moments.push({ at: new Date(at).toISOString(), model: modelOf(clients.written) });
      }
      const now = modelOf(clients.written);
      expect(await everything()).toEqual(now);
      for (const { at, model } of moments) expect(await everything(`&asOf=${at}`)).toEqual(model);
      await until(async () => (await replayed()).size === now.size);
      expect(await replayed()).toEqual(now);
      const { body } = await until(async () => {
        const answer = await fleet.admin.get<Verification>('/audit/verify');
        return answer.body.unsealed === 0 && answer;
      });
      expect(body).toMatchObject({ valid: true, firstBroken: null });
    }),
    { numRuns: 6, endOnFailure: false },
  );
}, 240_000);
