import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import type { Outcome } from '../../inventory/bulk/outcome.js';
import { changeAll } from '../../inventory/bulk/server-batches.js';
import { changed } from '../../inventory/declared-fields.js';
import { requireLiving } from '../../inventory/declared.js';
import { Server } from '../../inventory/server.entity.js';
import { accepted, type Known } from './acceptance.js';
import type { FactsView } from './facts.dto.js';
import { groupsOf, type FactField } from './facts.js';
import { FactsReader } from './facts.reader.js';

/** Takes what was observed for what is declared. */
@Injectable()
export class FactsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly reader: FactsReader,
  ) {}

  /** @throws NotFound @throws Conflict when nothing was observed @throws BadRequest naming a field that was not */
  async accept(
    actor: Actor,
    id: string,
    fields: FactField[] | undefined,
    reason: string | null,
    ifMatch: string | undefined,
  ): Promise<FactsView> {
    await this.ledger.write(actor, reason, async (write) => {
      const server = await write.tx.findOne(Server, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!server) throw new NotFound('server', id);
      requireMatch(ifMatch, server.version);
      requireLiving(server);
      accepted((await knownOf(write, [id])).get(id), fields);
      await acceptAll(write, [id], fields);
    });
    return this.reader.of(id);
  }
}

/** The same of some hundred, each by itself. What was filled and is accepted is somebody's declaration from now on. */
export async function acceptAll(
  write: Write,
  ids: string[],
  fields: FactField[] | undefined,
  ifMatch?: ReadonlyMap<string, string>,
): Promise<Outcome[]> {
  const { tx } = write;
  const servers = await tx.find(Server, {
    where: { id: In(ids) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const known = await knownOf(write, ids);
  const outcomes = await changeAll(write, ids, {
    action: 'server.changed',
    ifMatch,
    apply: (server) => {
      requireLiving(server);
      return changed(server, groupsOf(accepted(known.get(server.id), fields)));
    },
  });
  const isFailed = new Set(outcomes.filter(({ status }) => status === 'failed').map(({ id }) => id));
  const owned = servers.flatMap((server) => {
    const filled = Object.keys(known.get(server.id)?.filled ?? {}) as FactField[];
    const own = filled.filter((field) => fields?.includes(field));
    return own.length > 0 && !isFailed.has(server.id) ? [{ server, own }] : [];
  });
  await rowsIn(tx, 'UPDATE observed_facts SET filled = filled - $2::text[] WHERE server_id = ANY ($1::uuid[])', [
    owned.map(({ server }) => server.id),
    fields ?? [],
  ]);
  await write.recordAll(
    owned.map(({ server: { id, hostname }, own }) => ({
      action: 'facts.accepted',
      subject: { type: 'server', id, name: hostname },
      before: { filled: own },
      after: { filled: [] },
    })),
  );
  return outcomes;
}

async function knownOf({ tx }: Write, ids: string[]): Promise<Map<string, Known>> {
  const rows = await rowsIn<Known & { server_id: string }>(
    tx,
    'SELECT server_id, facts, drift, filled FROM observed_facts WHERE server_id = ANY ($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.server_id, row]));
}
