import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';
import { Ledger, type Write } from '../audit/ledger.js';
import { rowsIn } from '../database/sql.js';
import { Conflict, NotFound, refusedAt } from '../http/domain-error.js';
import { ChangeSets } from './bulk/change-sets.js';
import { batchSize } from './bulk/undertaking.js';
import { ServerNews } from './news.js';
import type { TagsReplaced } from './tags.dto.js';

interface Replacement {
  kind: 'tag.rename' | 'tag.merge';
  title: string;
  request: object;
  from: string[];
  to: string;
  reason: string;
}

interface Replaced {
  id: string;
  hostname: string;
  before: string[];
  after: string[];
}

/** Any number, the same in every process: of two that rename tags the second sees the names that the first has made. */
const tagsLock = 4_716_003;

/** Tags over the whole fleet. A deleted server keeps the tags that it had: bringing it back brings back what it was. */
@Injectable()
export class TagsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly changeSets: ChangeSets,
    private readonly news: ServerNews,
  ) {}

  /** @throws BadRequest, NotFound, Conflict when the new name is in use */
  rename(actor: Actor, from: string, to: string, reason?: string): Promise<TagsReplaced> {
    if (from === to) throw refusedAt('/to', 'must be another tag than `from`');
    const title = `Rename the tag ${from} to ${to}`;
    const replacement: Replacement = {
      kind: 'tag.rename',
      title,
      request: { from, to },
      from: [from],
      to,
      reason: reason ?? title,
    };
    return this.replace(actor, replacement, (write) => requireUnused(write, to));
  }

  /** @throws BadRequest, NotFound */
  merge(actor: Actor, from: string[], into: string, reason?: string): Promise<TagsReplaced> {
    if (from.includes(into)) throw refusedAt('/from', 'must not hold the tag that the others are merged into');
    const title = `Merge the ${from.length === 1 ? 'tag' : 'tags'} ${from.join(', ')} into ${into}`;
    return this.replace(actor, {
      kind: 'tag.merge',
      title,
      request: { from, into },
      from,
      to: into,
      reason: reason ?? title,
    });
  }

  /** Locks in order of id, as every batch does; then changes some hundred servers with two statements, again and again. */
  private async replace(
    actor: Actor,
    { kind, title, request, from, to, reason }: Replacement,
    requirement?: (write: Write) => Promise<void>,
  ): Promise<TagsReplaced> {
    const { ids, changeSetId } = await this.ledger.write(actor, reason, async (write) => {
      await rowsIn(write.tx, 'SELECT pg_advisory_xact_lock($1)', [tagsLock]);
      await requirement?.(write);
      const ids = await lockedCarriers(write, from);
      if (ids.length === 0) throw new NotFound('tag', from.join(', '));
      const changeSetId = await this.changeSets.begin(write, actor, reason, {
        kind,
        title,
        request,
        total: ids.length,
      });
      for (let at = 0; at < ids.length; at += batchSize) await replaced(write, ids.slice(at, at + batchSize), from, to);
      await this.changeSets.count(write, changeSetId, { total: ids.length, changed: ids.length, failed: 0 });
      await this.changeSets.finish(write, changeSetId);
      return { ids, changeSetId };
    });
    this.news.tell(ids);
    return { changed: ids.length, changeSetId };
  }
}

async function requireUnused({ tx }: Write, tag: string): Promise<void> {
  const [use] = await rowsIn(tx, 'SELECT FROM servers WHERE tags @> ARRAY[$1::text] AND deleted_at IS NULL LIMIT 1', [
    tag,
  ]);
  if (!use) return;
  throw new Conflict(
    'tag.exists',
    `There are servers with the tag ${tag} already. Merge the tags to let it stand for both.`,
    [{ pointer: '/to', code: 'tag.exists', message: 'is in use' }],
  );
}

async function lockedCarriers({ tx }: Write, tags: string[]): Promise<string[]> {
  const rows = await rowsIn<{ id: string }>(
    tx,
    'SELECT id FROM servers WHERE tags && $1::text[] AND deleted_at IS NULL ORDER BY id FOR UPDATE',
    [tags],
  );
  return rows.map(({ id }) => id);
}

async function replaced(write: Write, ids: string[], from: string[], to: string): Promise<void> {
  const rows = await rowsIn<Replaced>(
    write.tx,
    `WITH former AS (SELECT id, tags FROM servers WHERE id = ANY ($1::uuid[])),
     written AS (
       UPDATE servers s SET version = s.version + 1, updated_at = clock_timestamp(),
         tags = ARRAY(SELECT tag FROM (SELECT unnest(s.tags) AS tag UNION SELECT $3) all_tags WHERE tag <> ALL ($2::text[]) ORDER BY tag COLLATE "C")
       FROM former WHERE s.id = former.id
       RETURNING s.id, s.hostname, former.tags AS before, s.tags AS after)
     SELECT * FROM written`,
    [ids, from, to],
  );
  await write.recordAll(
    rows.map(({ id, hostname, before, after }) => ({
      action: 'server.changed',
      subject: { type: 'server', id, name: hostname },
      before: { tags: before },
      after: { tags: after },
    })),
  );
}
