import { facets, facetsOfAll, list, listAsOf, pageAfter, type Statement } from './bare-servers.js';

/** What is asked of the API, and what one would ask the database. */
export interface Reading {
  path: string;
  bare: Statement[];
}

export interface Case {
  what: string;
  /** A field of the search language without which there is nothing to read. */
  needs?: string;
  /** Built anew for each round, so that no two ask for the same. */
  of(round: number): Reading;
}

const query = (q: string) => `q=${encodeURIComponent(q)}`;
const listed = (q: string, condition: string, values: unknown[]): Reading => ({
  path: `/servers?limit=50&${query(q)}`,
  bare: list(condition, values),
});

/** Over a fleet of so many servers that was changed after `before`. */
export function cases(servers: number, before: Date, rounds: number): Case[] {
  const digits = (share: number) => String(Math.floor(servers * share)).padStart(7, '0');
  return [
    { what: 'default list', of: () => ({ path: '/servers?limit=50', bare: list('TRUE') }) },
    {
      what: 'filtered list',
      of: (round) =>
        listed(
          `lifecycle:active env:prod region:eu-${round % 5} -health:healthy`,
          `s.lifecycle = 'active' AND lower(s.environment) = 'prod' AND lower(s.region) = $1 AND h.status <> 'healthy'`,
          [`eu-${round % 5}`],
        ),
    },
    {
      what: 'a part of a name',
      of: (round) => {
        const part = digits((round + 0.5) / rounds).slice(1);
        return listed(part, 's.search_text LIKE $1', [`%${part}%`]);
      },
    },
    {
      what: 'a frequent word',
      of: (round) => {
        const word = ['prod', 'staging', 'dev'][round % 3] ?? '';
        return listed(word, 's.search_text LIKE $1', [`%${word}%`]);
      },
    },
    {
      what: 'deep page',
      of: (round) => {
        const hostname = `srv-${digits(0.3 + (0.6 * round) / rounds)}.example.com`;
        const id = '00000000-0000-0000-0000-000000000000';
        const cursor = Buffer.from(JSON.stringify(['hostname,id', 0, hostname, id])).toString('base64url');
        return { path: `/servers?limit=50&cursor=${cursor}`, bare: pageAfter(hostname, id) };
      },
    },
    {
      what: 'as of',
      of: () => ({ path: `/servers?limit=50&asOf=${before.toISOString()}`, bare: listAsOf(before) }),
    },
    {
      what: 'of a group',
      needs: 'group',
      of: () =>
        listed(
          'group:bench',
          `s.id IN (SELECT m.server_id FROM group_members m JOIN groups g ON g.id = m.group_id WHERE g.name = 'bench' AND m.valid_to IS NULL)`,
          [],
        ),
    },
    {
      what: 'facets of 1 %',
      of: (round) => ({
        path: `/servers/facets?${query(`tag:rack:${round}`)}`,
        bare: facets('s.tags @> ARRAY[$1]', [`rack:${round}`]),
      }),
    },
    {
      what: 'facets of 3 %',
      of: (round) => ({
        path: `/servers/facets?${query(`site:site-${round % 10} env:prod`)}`,
        bare: facets(`lower(s.site) = $1 AND lower(s.environment) = 'prod'`, [`site-${round % 10}`]),
      }),
    },
    {
      what: 'facets of 20 %',
      of: (round) => ({
        path: `/servers/facets?${query(`region:eu-${round % 5}`)}`,
        bare: facets('lower(s.region) = $1', [`eu-${round % 5}`]),
      }),
    },
    { what: 'facets of all', of: () => ({ path: '/servers/facets', bare: facetsOfAll() }) },
  ];
}
