import { In, type EntityManager } from 'typeorm';
import type { AuditAction, Write } from '../../audit/ledger.js';
import { refusalOf } from '../../database/constraints.js';
import { attempted, rowsIn } from '../../database/sql.js';
import { DomainError, NotFound } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import { changesOf, serverRefusals, type Declared } from '../declared.js';
import { livingCredentials, requireAmong } from '../living-credentials.js';
import { Server } from '../server.entity.js';
import { changed, failed, unchanged, type Outcome } from './outcome.js';
import { columnsOf, rowOf } from './server-columns.js';

/** What is to become of each server of a batch. */
export interface Plan {
  action: AuditAction;
  /** @throws DomainError which fails this item and no other */
  apply(server: Server): Partial<Declared>;
  /** The ETag that a server must have, by its id. */
  ifMatch?: ReadonlyMap<string, string>;
}

/** A change that is decided and not yet written: the fields that differ, of a server whose row is locked. */
export interface Planned {
  server: Server;
  action: AuditAction;
  before: Partial<Declared>;
  after: Partial<Declared>;
}

/**
 * Changes the servers of `ids`, at most some hundred, with a number of statements that does not depend on how many they are:
 * lock in order of id (so that two batches never wait for each other), plan, one UPDATE, one INSERT into the audit.
 */
export async function changeAll(write: Write, ids: string[], plan: Plan): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const planned: Planned[] = [];
  for (const server of await lockedAll(write.tx, ids)) {
    try {
      requireMatch(plan.ifMatch?.get(server.id), server.version);
      const changes = changesOf(server, plan.apply(server));
      if (changes) planned.push({ server, action: plan.action, ...changes });
      else outcomes.set(server.id, unchanged(server, server.hostname));
    } catch (error) {
      outcomes.set(server.id, failed(server, server.hostname, error));
    }
  }
  for (const outcome of await changeEach(write, planned)) outcomes.set(outcome.id, outcome);
  return ids.map((id) => outcomes.get(id) ?? failed({ id, version: null }, null, new NotFound('server', id)));
}

function lockedAll(tx: EntityManager, ids: string[]): Promise<Server[]> {
  return tx.find(Server, { where: { id: In(ids) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
}

/**
 * Writes changes that are decided, each server's own. What a constraint refuses is found by halving, so that one bad item costs
 * few statements and fails alone. The outcomes stand in the order of the changes.
 */
export async function changeEach(write: Write, planned: Planned[]): Promise<Outcome[]> {
  const credentials = await livingCredentials(
    write.tx,
    planned.map(({ after }) => after.sshCredentialId),
  );
  const strays = new Map(planned.flatMap((each) => strayOf(each, credentials)));
  const sound = planned.filter((each) => !strays.has(each));
  const written = new Map((await writtenOf(write, sound)).map((outcome, at) => [sound[at], outcome]));
  return planned.flatMap((each) => strays.get(each) ?? written.get(each) ?? []);
}

/** What a server was given back is as it was then: its credential may be gone by now. */
function strayOf(planned: Planned, credentials: ReadonlySet<string>): [Planned, Outcome][] {
  if (planned.action === 'server.reverted') return [];
  try {
    requireAmong(credentials, planned.after.sshCredentialId);
    return [];
  } catch (error) {
    return [[planned, failed(planned.server, planned.server.hostname, error)]];
  }
}

async function writtenOf(write: Write, planned: Planned[]): Promise<Outcome[]> {
  const [only, another] = planned;
  if (!only) return [];
  try {
    await attempted(write.tx, () => updated(write, planned));
    return planned.map(({ server, before, after }) =>
      changed({ id: server.id, version: server.version + 1 }, after.hostname ?? server.hostname, before, after),
    );
  } catch (error) {
    const refusal = refusalOf(error, serverRefusals);
    if (!(refusal instanceof DomainError)) throw error;
    if (!another) return [failed(only.server, only.server.hostname, refusal)];
    const [first, second] = halvesOf(planned);
    return [...(await writtenOf(write, first)), ...(await writtenOf(write, second))];
  }
}

function halvesOf<Item>(items: Item[]): [Item[], Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Only the columns that change for at least one of them are written. */
async function updated(write: Write, planned: Planned[]): Promise<void> {
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
    planned.map(({ server, action, before, after }) => ({
      action,
      subject: { type: 'server', id: server.id, name: after.hostname ?? server.hostname },
      before,
      after,
    })),
  );
}
