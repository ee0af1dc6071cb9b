import { In, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { AuditAction, Write } from '../../audit/ledger.js';
import { refusalOf } from '../../database/constraints.js';
import { attempted, rowsIn } from '../../database/sql.js';
import { DomainError, NotFound } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import { changesOf, serverRefusals, type Declared } from '../declared.js';
import type { Columns } from '../declared-fields.js';
import { Server } from '../server.entity.js';
import { changed, failed, unchanged, type Outcome } from './outcome.js';

/** What is to become of each server of a batch. */
export interface Plan {
  action: AuditAction;
  /** @throws DomainError which fails this item and no other */
  apply(server: Server): Partial<Declared>;
  /** The ETag that a server must have, by its id. */
  ifMatch?: ReadonlyMap<string, string>;
}

interface Planned {
  server: Server;
  before: Partial<Declared>;
  after: Partial<Declared>;
}

/**
 * Changes the servers of `ids`, at most some hundred, with a number of statements that does not depend on how many they are:
 * lock in order of id (so that two batches never wait for each other), plan, one UPDATE, one INSERT into the audit.
 * What a constraint refuses is found by halving, so that one bad item costs few statements and fails alone.
 */
export async function changeAll(write: Write, ids: string[], plan: Plan): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const planned: Planned[] = [];
  for (const server of await lockedAll(write.tx, ids)) {
    try {
      requireMatch(plan.ifMatch?.get(server.id), server.version);
      const changes = changesOf(server, plan.apply(server));
      if (changes) planned.push({ server, ...changes });
      else outcomes.set(server.id, unchanged(server, server.hostname));
    } catch (error) {
      outcomes.set(server.id, failed(server, server.hostname, error));
    }
  }
  await halving(write, planned, plan.action, outcomes);
  return ids.map((id) => outcomes.get(id) ?? failed({ id, version: null }, null, new NotFound('server', id)));
}

/** Registers servers in the same way. The outcomes stand in the order of the rows. */
export async function registerAll(write: Write, rows: Columns[]): Promise<Outcome[]> {
  const now = new Date();
  const servers = rows.map((columns): Server => ({
    ...columns,
    id: uuidv7(),
    lifecycleSince: now,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    version: 1,
  }));
  const outcomes = new Map<string, Outcome>();
  const insert = async (some: Server[]): Promise<void> => {
    if (some.length === 0) return;
    try {
      await attempted(write.tx, () => inserted(write, some));
      for (const server of some) outcomes.set(server.id, changed(server, server.hostname, null, {}));
    } catch (error) {
      const refusal = refusalOf(error, serverRefusals);
      const [only, another] = some;
      if (!(refusal instanceof DomainError)) throw error;
      if (only && !another) outcomes.set(only.id, failed({ id: only.id, version: null }, only.hostname, refusal));
      else for (const half of halvesOf(some)) await insert(half);
    }
  };
  await insert(servers);
  return servers.map(
    ({ id, hostname }) => outcomes.get(id) ?? failed({ id, version: null }, hostname, new NotFound('server', id)),
  );
}

function lockedAll(tx: EntityManager, ids: string[]): Promise<Server[]> {
  return tx.find(Server, { where: { id: In(ids) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
}

async function halving(
  write: Write,
  planned: Planned[],
  action: AuditAction,
  outcomes: Map<string, Outcome>,
): Promise<void> {
  const [only, another] = planned;
  if (!only) return;
  try {
    await attempted(write.tx, () => updated(write, planned, action));
    for (const { server, before, after } of planned)
      outcomes.set(
        server.id,
        changed({ id: server.id, version: server.version + 1 }, after.hostname ?? server.hostname, before, after),
      );
  } catch (error) {
    const refusal = refusalOf(error, serverRefusals);
    if (!(refusal instanceof DomainError)) throw error;
    if (!another) outcomes.set(only.server.id, failed(only.server, only.server.hostname, refusal));
    else for (const half of halvesOf(planned)) await halving(write, half, action, outcomes);
  }
}

function halvesOf<Item>(items: Item[]): [Item[], Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Only the columns that change for at least one of them are written. */
async function updated(write: Write, planned: Planned[], action: AuditAction): Promise<void> {
  const columns = columnsOf(write.tx).filter(({ property }) => planned.some(({ after }) => property in after));
  const rows = planned.map(({ server, after }) => ({
    id: server.id,
    version: server.version + 1,
    ...rowOf({ ...server, ...after }, columns),
  }));
  await rowsIn(
    write.tx,
    `UPDATE servers s SET version = r.version, updated_at = clock_timestamp(), ${columns.map(({ name }) => `${name} = r.${name}`).join(', ')}
     FROM jsonb_to_recordset($1) AS r (id uuid, version integer, ${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})
     WHERE s.id = r.id`,
    [JSON.stringify(rows)],
  );
  await write.recordAll(
    planned.map(({ server, before, after }) => ({
      action,
      subject: { type: 'server', id: server.id, name: after.hostname ?? server.hostname },
      before,
      after,
    })),
  );
}

async function inserted(write: Write, servers: Server[]): Promise<void> {
  const columns = columnsOf(write.tx);
  const names = columns.map(({ name }) => name).join(', ');
  await rowsIn(
    write.tx,
    `INSERT INTO servers (${names}) SELECT ${names} FROM jsonb_to_recordset($1) AS r (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`,
    [JSON.stringify(servers.map((server) => rowOf(server, columns)))],
  );
  await write.recordAll(
    servers.map(({ id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...after }) => ({
      action: 'server.created',
      subject: { type: 'server', id, name: after.hostname },
      after,
    })),
  );
}

interface Column {
  property: keyof Server;
  name: string;
  type: string;
}

/** As the entity declares them. */
function columnsOf(tx: EntityManager): Column[] {
  return tx.dataSource.getMetadata(Server).columns.map(({ propertyName, databaseName, type, isArray }) => ({
    property: propertyName as keyof Server,
    name: databaseName,
    type: `${String(type)}${isArray ? '[]' : ''}`,
  }));
}

function rowOf(server: Server, columns: Column[]): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ property, name }) => [name, server[property]]));
}
