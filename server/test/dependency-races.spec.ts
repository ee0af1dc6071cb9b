import fc from 'fast-check';
import type { Problem } from '../src/http/problem.js';
import type { DependencyGraph } from '../src/inventory/dependencies/dependencies.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

type Cycle = Problem & { cycle?: { id: string; hostname: string }[] };

let serial = 0;

async function servers(count: number): Promise<string[]> {
  const run = ++serial;
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const { body } = await fleet.admin.post<ServerView>('/servers', { hostname: `n${at}-${run}.example.com` });
      return body.id;
    }),
  );
}

const add = (from?: string, to?: string) =>
  fleet.admin.post<Cycle>(`/servers/${from}/dependencies`, { dependsOnId: to });

/** Who can be reached from whom, without anything of the product. */
class Model {
  readonly edges = new Set<string>();

  needs(from: number): number[] {
    return [...this.edges]
      .map((edge) => edge.split('>').map(Number))
      .flatMap(([a, b]) => (a === from ? [b ?? -1] : []));
  }

  reached(from: number, found = new Set<number>()): Set<number> {
    for (const next of this.needs(from)) {
      if (found.has(next)) continue;
      found.add(next);
      this.reached(next, found);
    }
    return found;
  }

  isClosedBy(from: number, to: number): boolean {
    return from === to || this.reached(to).has(from);
  }
}

test('of two clients that say the opposite one is told the cycle', async () => {
  for (let round = 0; round < 10; round++) {
    const [a, b] = await servers(2);
    const answers = await Promise.all([add(a, b), add(b, a)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { cycle = [] } = answers.find(({ status }) => status === 409)?.body ?? {};
    expect(cycle).toHaveLength(3);
    expect(cycle[0]).toEqual(cycle[2]);
  }
});

test('a ring of ten that closes from all sides at once stays open in one place, and only there', async () => {
  for (let round = 0; round < 5; round++) {
    const ring = await servers(10);
    const answers = await Promise.all(ring.map((id, at) => add(id, ring[(at + 1) % 10])));
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(1);
    const { cycle = [] } = refused[0]?.body ?? {};
    expect(cycle).toHaveLength(11);
    const begin = ring.indexOf(cycle[0]?.id ?? '');
    expect(cycle.map(({ id }) => id)).toEqual(cycle.map((_, step) => ring[(begin + step) % 10]));
    const { body } = await fleet.admin.get<DependencyGraph>(`/servers/${ring[0]}/graph`);
    expect([body.nodes.length, body.edges.length]).toEqual([10, 9]);
  }
});

test('of many who say the same one is heard', async () => {
  const [a, b] = await servers(2);
  const statuses = (await Promise.all(Array.from({ length: 10 }, () => add(a, b)))).map(({ status }) => status);
  expect(statuses.sort()).toEqual([201, ...Array<number>(9).fill(409)]);
});

test('who is deleted at the same time is either needed already or not any more', async () => {
  for (let round = 0; round < 10; round++) {
    const [a, b] = await servers(2);
    const [added, removed] = await Promise.all([add(a, b), fleet.admin.delete(`/servers/${b}`)]);
    expect(removed.status).toBe(204);
    expect([201, 409]).toContain(added.status);
    await fleet.admin.post(`/servers/${b}/restore`);
    const { body } = await fleet.admin.get<DependencyGraph>(`/servers/${a}/graph`);
    expect(body.edges).toHaveLength(added.status === 201 ? 1 : 0);
  }
});

const size = 7;
const node = fc.integer({ min: 0, max: size - 1 });
const edges = fc.array(fc.tuple(node, node), { minLength: 1, maxLength: 12 });
/** Edges that several clients add at once, then edges that they take away at once, and so on. */
const history = fc.array(fc.record({ adds: edges, removes: edges }), { minLength: 1, maxLength: 4 });

test('whatever is added and removed at once: exactly what closes no cycle is in, and every reach is the model’s', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (batches) => {
      const ids = await servers(size);
      const model = new Model();
      for (const { adds, removes } of batches) {
        const answers = await Promise.all(adds.map(([from, to]) => add(ids[from], ids[to])));
        const had = new Set(model.edges);
        answers.forEach(({ status }, at) => status === 201 && model.edges.add(adds[at]?.join('>') ?? ''));
        for (const [at, { status, body }] of answers.entries()) {
          const [from, to] = adds[at] ?? [0, 0];
          if (status === 201) {
            expect(had.has(`${from}>${to}`)).toBe(false);
            expect(model.isClosedBy(from, to)).toBe(false);
          } else if (body.code === 'dependency.exists') expect(model.edges).toContain(`${from}>${to}`);
          else if (body.code === 'dependency.self') expect(from).toBe(to);
          else {
            expect(body.code).toBe('dependency.cycle');
            const way = (body.cycle ?? []).map(({ id }) => ids.indexOf(id));
            expect([way[0], way[1], way.at(-1)]).toEqual([from, to, from]);
            way.slice(2).forEach((next, step) => expect(model.needs(way[step + 1] ?? -1)).toContain(next));
          }
        }
        const gone = [...new Set(removes.map((edge) => edge.join('>')))];
        const removals = gone.map(async (edge) => {
          const [from = 0, to = 0] = edge.split('>').map(Number);
          return (await fleet.admin.delete(`/servers/${ids[from]}/dependencies/${ids[to]}`)).status;
        });
        expect(await Promise.all(removals)).toEqual(gone.map((edge) => (model.edges.has(edge) ? 204 : 404)));
        gone.forEach((edge) => model.edges.delete(edge));
      }
      for (const [at, id] of ids.entries()) {
        const { nodes } = (await fleet.admin.get<DependencyGraph>(`/servers/${id}/graph`)).body;
        const side = (wanted: string) =>
          nodes
            .filter(({ direction }) => direction === wanted)
            .map((each) => ids.indexOf(each.id))
            .sort();
        expect(side('upstream')).toEqual([...model.reached(at)].sort());
        expect(side('downstream')).toEqual(
          ids.map((_, other) => other).filter((other) => model.reached(other).has(at)),
        );
      }
    }),
    { numRuns: 15 },
  );
}, 120_000);
