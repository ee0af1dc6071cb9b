import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { difference } from '../audit/difference.js';
import { Ledger, type Write } from '../audit/ledger.js';
import type { Principal } from '../auth/principal.js';
import { pageFrom, seek, sortOf, sortValues } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import { Conflict, Forbidden, NotFound } from '../http/domain-error.js';
import { requireMatch } from '../http/etag.js';
import type { Page } from '../http/page.js';
import { includes } from '../http/role.js';
import { Search } from './search/search.service.js';
import { requireReadable } from './views-query.js';
import type { ChangeView, PageName, QueryOfView, SavedView, SaveView, ViewsQuery } from './views.dto.js';
import { View } from './views.entity.js';

interface ViewRow {
  id: string;
  name: string;
  page: PageName;
  query: QueryOfView;
  shared: boolean;
  owner_id: string | null;
  owner_name: string | null;
  created_at: Date;
  updated_at: Date;
  version: number;
}

const byName = sortOf('name', { name: { expression: 'lower(v.name)', type: 'text' } }, 'v.id');
const columns = `v.id, v.name, v.page, v.query, v.shared, v.owner_id, u.name AS owner_name, v.created_at, v.updated_at, v.version`;
const from = 'views v LEFT JOIN users u ON u.id = v.owner_id';

const refusals = {
  views_name_unique: () =>
    new Conflict('view.name-taken', 'You have a view of this name already.', [
      { pointer: '/name', code: 'view.name-taken', message: 'is taken' },
    ]),
  views_owned_or_shared: () =>
    new Conflict('view.ownerless', 'The owner of this view is gone: nobody would see it. Delete it instead.', [
      { pointer: '/shared', code: 'view.ownerless', message: 'must stay true without an owner' },
    ]),
};

/** Views that people save: each sees their own and the shared ones, and changes their own. An admin looks after all of them. */
@Injectable()
export class ViewsService {
  constructor(
    private readonly sql: Sql,
    private readonly ledger: Ledger,
    private readonly search: Search,
  ) {}

  async list(caller: Principal, { page, limit = 50, cursor }: Omit<ViewsQuery, 'fields'>): Promise<Page<SavedView>> {
    const params: unknown[] = [caller.userId, page ?? null];
    const where = '(v.owner_id = $1 OR v.shared) AND ($2::text IS NULL OR v.page = $2)';
    const counted = this.sql.rows<{ count: number }>(`SELECT count(*)::integer AS count FROM views v WHERE ${where}`, [
      ...params,
    ]);
    const start = seek(byName, cursor, params);
    const rows = await this.sql.rows<ViewRow & { sort_values: (string | null)[] }>(
      `SELECT ${columns}, ${sortValues(byName)} FROM ${from} WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const found = pageFrom(rows, limit, byName, start, cursor !== undefined);
    return {
      items: found.rows.map((row) => viewOf(row, caller)),
      nextCursor: found.nextCursor,
      prevCursor: found.prevCursor,
      total: { value: (await counted)[0]?.count ?? 0, exact: true },
    };
  }

  /** @throws NotFound also for what somebody else keeps to themselves */
  async get(caller: Principal, id: string): Promise<SavedView> {
    const [row] = await this.sql.rows<ViewRow>(`SELECT ${columns} FROM ${from} WHERE v.id = $1`, [id]);
    if (!row || !isVisible(row.owner_id, row.shared, caller)) throw new NotFound('view', id);
    return viewOf(row, caller);
  }

  async save(actor: Actor, caller: Principal, { name, page, query, shared = false }: SaveView): Promise<SavedView> {
    if (shared) requireSharing(caller);
    const id = uuidv7();
    const fields = { name, page, query: completed({ q: '', sort: '', columns: [], groupBy: [] }, query), shared };
    await requireReadable(this.search, page, fields.query);
    await this.ledger.write(
      actor,
      null,
      async ({ tx, record }) => {
        await tx.insert(View, { ...fields, id, ownerId: caller.userId, updatedAt: new Date(), version: 1 });
        await record({ action: 'view.created', subject: { type: 'view', id, name }, after: fields });
      },
      refusals,
    );
    return this.get(caller, id);
  }

  async change(
    actor: Actor,
    caller: Principal,
    id: string,
    { name, query, shared }: ChangeView,
    ifMatch?: string,
  ): Promise<SavedView> {
    await this.ledger.write(
      actor,
      null,
      async (write) => {
        const view = await owned(write, caller, id);
        requireMatch(ifMatch, view.version);
        if (shared && !view.shared) requireSharing(caller);
        const before = savedOf(view);
        const after = {
          ...before,
          name: name ?? before.name,
          query: completed(before.query, query),
          shared: shared ?? before.shared,
        };
        await requireReadable(this.search, view.page, after.query);
        const changes = difference(before, after);
        if (Object.keys(changes.after).length === 0) return;
        await write.tx.update(View, id, { ...changes.after, version: view.version + 1, updatedAt: new Date() });
        await write.record({ action: 'view.changed', subject: { type: 'view', id, name: after.name }, ...changes });
      },
      refusals,
    );
    return this.get(caller, id);
  }

  async remove(actor: Actor, caller: Principal, id: string, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, null, async (write) => {
      const view = await owned(write, caller, id);
      requireMatch(ifMatch, view.version);
      await write.tx.delete(View, id);
      await write.record({
        action: 'view.deleted',
        subject: { type: 'view', id, name: view.name },
        before: savedOf(view),
      });
    });
  }
}

/** Locked, for whoever may change it. */
async function owned({ tx }: Write, caller: Principal, id: string): Promise<View> {
  const view = await tx.findOne(View, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!view || !isVisible(view.ownerId, view.shared, caller)) throw new NotFound('view', id);
  if (view.ownerId !== caller.userId && caller.role !== 'admin')
    throw new Forbidden('view.not-yours', 'Only its owner or an admin can change this view. Save your own.');
  return view;
}

function isVisible(ownerId: string | null, shared: boolean, { userId, role }: Principal): boolean {
  return shared || ownerId === userId || role === 'admin';
}

function requireSharing({ role }: Principal): void {
  if (!includes(role, 'operator'))
    throw new Forbidden('view.sharing-forbidden', `Sharing a view needs the role operator; yours is ${role}.`, [
      { pointer: '/shared', code: 'view.sharing-forbidden', message: 'needs the role operator' },
    ]);
}

function completed(known: QueryOfView, { q, sort, columns, groupBy }: Partial<QueryOfView> = {}): QueryOfView {
  return {
    q: q ?? known.q,
    sort: sort ?? known.sort,
    columns: columns ?? known.columns,
    groupBy: groupBy ?? known.groupBy,
  };
}

function savedOf({ name, page, query, shared }: View): Pick<View, 'name' | 'page' | 'query' | 'shared'> {
  return { name, page, query, shared };
}

function viewOf(row: ViewRow, caller: Principal): SavedView {
  return {
    id: row.id,
    name: row.name,
    page: row.page,
    query: row.query,
    shared: row.shared,
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    mine: row.owner_id === caller.userId,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
  };
}
