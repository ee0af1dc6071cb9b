import fc from 'fast-check';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import { lifecycles } from '../src/inventory/lifecycle.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ServerPage } from '../src/inventory/servers.dto.js';
import { exportFormats, type ExportFormat } from '../src/inventory/transfer/export/writers.js';
import type { ImportResult } from '../src/inventory/transfer/import/import.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';

let fleet: Fleet;
/** A server can only name one that is there. */
const credentials: string[] = [];
beforeAll(async () => {
  fleet = await startFleet();
  for (const name of ['one', 'two', 'three']) {
    const { body } = await fleet.admin.post<CredentialView>('/credentials', { name, kind: 'generate' });
    credentials.push(body.id);
  }
});
afterAll(() => fleet.close());

/** What tables, spreadsheets and parsers stumble over. */
const awkward = fc.constantFrom(
  ...[
    '=1+1',
    "'=1+1",
    "''",
    "'",
    '@a',
    '-',
    '+1',
    '\ta',
    '"',
    '""',
    'a,b',
    'a;b|c\td',
    ' a ',
    '\ufeffa',
    'a\rb',
    'a\r\n\nb',
  ],
  ...[
    '007',
    '1e3',
    'null',
    'true',
    '[]',
    '{}',
    '#',
    '\u2028',
    '\u00a0',
    'e\u0301',
    'é',
    '👩‍👩‍👧',
    '\ud7ff\ue000',
    '\\n',
    '\u0001',
    '\u007f',
  ],
);
const text = (maxLength: number) =>
  fc
    .oneof(
      awkward,
      fc.string({ unit: 'binary', maxLength }),
      fc.array(awkward, { maxLength: 6 }).map((all) => all.join('')),
    )
    .filter((each) => !each.includes('\0') && each.length <= maxLength);
const word = fc.option(text(120), { freq: 2 });
const member = text(20).filter((name) => name !== '' && !['__proto__', 'constructor', 'prototype'].includes(name));
const tag = fc
  .oneof(fc.constantFrom("'=a", '=a', '-x', 'env:prod', 'é:ü', "it's", '+1:2'), text(20))
  .filter((each) => /^[^\s:,"()][^\s,"()]*$/.test(each));
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const whole = (max: number, min = 0) => fc.option(fc.integer({ min, max }));

const credential = fc.nat({ max: 2 }).map((at) => credentials[at]);

const common = {
  intervalSeconds: whole(86_400, 1),
  timeoutMs: whole(60_000, 50),
  severity: fc.constantFrom('critical', 'warning'),
  failAfter: fc.integer({ min: 1, max: 10 }),
  warnMs: whole(60_000, 1),
};
const check = fc.oneof(
  fc.record({ type: fc.constant('tcp'), port: whole(65_535, 1), ...common }, { requiredKeys: ['type'] }),
  fc.record(
    {
      type: fc.constant('http'),
      path: fc.constantFrom('/', '/a?b=%20,"', null),
      tls: fc.boolean(),
      expect: fc.option(
        fc.record(
          {
            status: fc.array(fc.integer({ min: 100, max: 599 }), { maxLength: 3 }),
            bodyContains: text(50).filter(Boolean),
          },
          { requiredKeys: [] },
        ),
      ),
      ...common,
    },
    { requiredKeys: ['type'] },
  ),
);

const server = fc.record(
  {
    hostname: fc.stringMatching(/^[a-zA-Z][a-z\d-]{0,20}[a-z\d](\.[a-z]{1,5})?$/),
    externalId: fc.option(text(200)),
    ipAddress: fc.option(address),
    addresses: fc.uniqueArray(address, { maxLength: 3 }),
    lifecycle: fc.constantFrom(...lifecycles),
    environment: word,
    region: word,
    site: word,
    role: word,
    owner: word,
    provider: fc.option(fc.record({ name: word, instanceId: word, type: word }, { requiredKeys: [] })),
    os: fc.option(
      fc.record({ family: word, name: word, version: word, kernel: word, arch: word }, { requiredKeys: [] }),
    ),
    hardware: fc.option(
      fc.record(
        {
          cpuCores: whole(100_000),
          memoryMb: whole(2 ** 31 - 1),
          diskGb: whole(2 ** 31 - 1),
          vendor: word,
          model: word,
          serial: word,
        },
        { requiredKeys: [] },
      ),
    ),
    ssh: fc.option(
      fc.record({ port: whole(65_535, 1), user: word, credentialId: fc.option(credential) }, { requiredKeys: [] }),
    ),
    tags: fc.array(tag, { maxLength: 5 }),
    checks: fc
      .array(check, { maxLength: 3 })
      .chain((checks) =>
        fc.tuple(...checks.map((each, at) => text(60).map((name) => ({ ...each, name: `${at}${name}` })))),
      ),
    attributes: fc.dictionary(member, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }),
    notes: fc.option(text(500)),
  },
  { requiredKeys: ['hostname'] },
);

const fleets = fc.uniqueArray(server, {
  minLength: 1,
  maxLength: 6,
  selector: ({ hostname }) => hostname.toLowerCase(),
});

async function exported(format: ExportFormat): Promise<string> {
  const response = await fetch(`${fleet.url}/api/v1/servers/export?format=${format}`, {
    headers: { authorization: `Bearer ${fleet.admin.token}` },
  });
  expect(response.status).toBe(200);
  return response.text();
}

async function imported(format: ExportFormat, file: string, query = ''): Promise<ImportResult> {
  const type = { csv: 'text/csv', ndjson: 'application/x-ndjson', json: 'application/json' }[format];
  const { body } = await fleet.admin.send<ImportResult>('POST', `/servers/import?${query}`, file, {
    'content-type': type,
  });
  return body;
}

const emptied = () =>
  fleet.admin.post<BulkResult>('/servers/bulk', {
    select: { q: 'created:<1d OR created:>=1d' },
    action: 'delete',
    params: {},
  });

/** What is declared of all, in the order of names. */
async function declared(): Promise<object[]> {
  const { body } = await fleet.admin.get<ServerPage>('/servers?limit=500');
  return body.items.map((each) => {
    const { id: _id, health: _health, version: _version, createdAt: _made, updatedAt: _changed, ...rest } = each;
    return { ...rest, lifecycleSince: null, pageable: null };
  });
}

const unnumbered = (file: string) => file.replaceAll(/[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/g, 'ID');

async function registered(servers: object[]): Promise<void> {
  await emptied();
  const seen = new Set<unknown>();
  for (const each of servers) {
    const { externalId } = each as { externalId?: string | null };
    const key = externalId?.trim();
    const isTaken = key !== undefined && seen.has(key);
    seen.add(key);
    const answer = await fleet.admin.post('/servers', isTaken ? { ...each, externalId: null } : each);
    expect(answer).toMatchObject({ status: 201 });
  }
}

test('whatever the fleet is, its export makes the same fleet again, in each format', async () => {
  await fc.assert(
    fc.asyncProperty(fleets, async (servers) => {
      await registered(servers);
      const before = await declared();
      for (const format of exportFormats) {
        const file = await exported(format);
        expect(await imported(format, file, 'mode=upsert&empty=clear')).toMatchObject({
          unchanged: servers.length,
          errors: [],
        });
        await emptied();
        expect(await declared()).toEqual([]);
        expect(await imported(format, file)).toMatchObject({ created: servers.length, failed: 0, errors: [] });
        expect(await declared()).toEqual(before);
        expect(unnumbered(await exported(format))).toBe(unnumbered(file));
      }
    }),
    { numRuns: 40 },
  );
}, 240_000);
