import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { withoutIndexes } from './indexes.js';

const chunk = 250_000;

/**
 * An audit in which a robot did nearly all, some people the rest, to a hundred thousand servers, one entry a second until now.
 */
export async function seedAudit(
  database: pg.Client,
  entries: number,
): Promise<{ subjects: string[]; actors: string[] }> {
  const subjects = Array.from({ length: Math.min(100_000, Math.ceil(entries / 50)) }, () => randomUUID());
  const actors = Array.from({ length: 40 }, () => randomUUID());
  await database.query(
    'CREATE TEMP TABLE subjects AS SELECT * FROM unnest($1::uuid[]) WITH ORDINALITY AS s (id, place)',
    [subjects],
  );
  await database.query('ANALYZE subjects');
  await withoutIndexes(database, ['audit'], async () => {
    for (let from = 1; from <= entries; from += chunk) {
      await database.query(
        `INSERT INTO audit (id, at, actor_type, actor_id, actor_name, ip, request_id, action, subject_type, subject_id, subject_name, reason, before, after)
         SELECT gen_random_uuid(), now() - make_interval(secs => $2::integer - i), 'user', ($3::uuid[])[who], 'user-' || who || '@example.com', '10.1.2.3',
           'request-' || i, CASE WHEN i % 100003 = 0 THEN 'server.purged' WHEN i % 10 = 0 THEN 'server.moved' ELSE 'server.changed' END, 'server', s.id,
           'srv-' || s.place || '.example.com', CASE WHEN i % 10 = 0 THEN 'as planned in change ' || i % 1000 END,
           jsonb_build_object('field' || i % 30, 'a value as it was ' || i), jsonb_build_object('field' || i % 30, 'a value as it is ' || i)
         FROM (SELECT i, CASE WHEN i % 20 = 0 THEN 2 + (i / 20) % 39 ELSE 1 END AS who FROM generate_series($1::integer, least($1 + $4 - 1, $2)) i) entry
           JOIN subjects s ON s.place = 1 + i::bigint * 7919 % $5`,
        [from, entries, actors, chunk, subjects.length],
      );
    }
  });
  return { subjects, actors };
}
