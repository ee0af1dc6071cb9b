import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page, PageQuery } from '../../http/page.js';
import { changesOf, declaredOf } from '../declared.js';
import { ChangeSetKinds } from './change-set-kinds.js';
import type { ChangeSetItem, ChangeSetItems, ChangeSetItemsQuery, ChangeSetView } from './change-sets.dto.js';
import { tracesOf, type Trace } from './former-versions.js';

interface ChangeSetRow {
  id: string;
  kind: string;
  title: string;
  reason: string | null;
  actor: ChangeSetView['actor'];
  total: number;
  changed: number;
  failed: number;
  created_at: Date;
  finished_at: Date | null;
  job_id: string | null;
  reverts_id: string | null;
  reverted_by_id: string | null;
}

const columns = `c.id, c.kind, c.title, c.reason, c.actor, c.total, c.changed, c.failed, c.created_at, c.finished_at, c.reverts_id,
  (SELECT j.id FROM jobs j WHERE j.change_set_id = c.id) AS job_id,
  (SELECT r.id FROM change_sets r WHERE r.reverts_id = c.id ORDER BY r.created_at DESC LIMIT 1) AS reverted_by_id`;
const newestFirst = sortOf('-createdAt', { createdAt: { expression: 'c.created_at', type: 'timestamptz' } }, 'c.id');

/** What was done to many servers at once, and what exactly that was. */
@Injectable()
export class ChangeSetsReader {
  constructor(
    private readonly sql: Sql,
    @InjectDataSource() private readonly db: DataSource,
    private readonly kinds: ChangeSetKinds,
  ) {}

  async list({ limit = 50, cursor }: PageQuery): Promise<Page<ChangeSetView>> {
    const params: unknown[] = [];
    const from = seek(newestFirst, cursor, params);
    const [rows, counted] = await Promise.all([
      this.sql.rows<ChangeSetRow & { sort_values: string[] }>(
        `SELECT ${columns}, ${sortValues(newestFirst)} FROM change_sets c WHERE ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
        params,
      ),
      this.sql.rows<{ count: number }>(
        `SELECT count(*)::integer AS count FROM (SELECT FROM change_sets LIMIT ${countedTo + 1}) c`,
      ),
    ]);
    const page = pageFrom(rows, limit, newestFirst, from, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped(counted[0]?.count ?? 0) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<ChangeSetView> {
    const [row] = await this.sql.rows<ChangeSetRow>(`SELECT ${columns} FROM change_sets c WHERE c.id = $1`, [id]);
    if (!row) throw new NotFound('changeset', id);
    return viewOf(row);
  }

  /** With the servers that it touched, in order of id. @throws NotFound */
  async items(id: string, { limit = 50, cursor }: ChangeSetItemsQuery): Promise<ChangeSetItems> {
    const view = await this.get(id);
    const items = await this.itemsOf(view, { after: cursor, limit: limit + 1 });
    const page = items.slice(0, limit);
    return {
      ...view,
      items: page,
      nextCursor: items.length > limit ? (page.at(-1)?.serverId ?? null) : null,
    };
  }

  async serversOf(changeSet: ChangeSetView): Promise<string[]> {
    return (await this.itemsOf(changeSet, {})).map(({ serverId }) => serverId);
  }

  private async itemsOf(
    { id, kind }: ChangeSetView,
    some: { after?: string; limit?: number },
  ): Promise<ChangeSetItem[]> {
    const own = this.kinds.of(kind);
    return own ? own.items(id, some) : (await tracesOf(this.db.manager, id, some)).map(itemOf);
  }
}

function itemOf({ id, last, current, before, after }: Trace): ChangeSetItem {
  const changes = before ? changesOf(before, declaredOf(after)) : undefined;
  return {
    serverId: id,
    hostname: after.hostname,
    kind: kindOf(before, after),
    before: changes?.before ?? null,
    after: changes?.after ?? {},
    changedSince: current !== last,
  };
}

function kindOf(before: Trace['before'], after: Trace['after']): ChangeSetItem['kind'] {
  if (!before) return 'created';
  if (!before.deletedAt !== !after.deletedAt) return after.deletedAt ? 'deleted' : 'restored';
  return before.lifecycle === after.lifecycle ? 'changed' : 'moved';
}

function viewOf(row: ChangeSetRow): ChangeSetView {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    reason: row.reason,
    actor: row.actor,
    total: row.total,
    changed: row.changed,
    failed: row.failed,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    jobId: row.job_id,
    revertsId: row.reverts_id,
    revertedById: row.reverted_by_id,
  };
}
