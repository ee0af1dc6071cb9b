import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import type { Refusals } from '../../database/constraints.js';
import { rowsIn } from '../../database/sql.js';
import { BadRequest, Conflict, NotFound } from '../../http/domain-error.js';
import { cycleRefusal } from './cycle.js';
import type { AddDependency, Neighbour } from './dependencies.dto.js';
import { neighbourOf, type NeighbourRow } from './neighbours.reader.js';

interface End {
  id: string;
  hostname: string;
  deleted: boolean;
}

const refusals: Refusals = {
  dependencies_unique_while_valid: () => refused('dependency.exists', 'It depends on that server already.'),
  dependencies_not_itself: () => refused('dependency.self', 'A server cannot depend on itself.'),
  dependencies_acyclic: cycleRefusal,
};

/**
 * Which server needs which. Both ends are locked before an edge is written, and edges are written one after the other
 * (the table sees to that and to cycles), so nobody who waits for an edge holds up a server that the one before still wants.
 */
@Injectable()
export class DependenciesService {
  constructor(private readonly ledger: Ledger) {}

  add(actor: Actor, id: string, { dependsOnId, note }: AddDependency): Promise<Neighbour> {
    return this.ledger.write(
      actor,
      null,
      async (write) => {
        const { server, needed } = await lockedEnds(write, id, dependsOnId.toLowerCase());
        if (!needed) throw new BadRequest('request.invalid', `There is no server ${dependsOnId}.`, [unknownServer]);
        if (server.deleted) throw new Conflict('server.deleted', 'This server is deleted. Restore it first.');
        if (needed.deleted) throw refused('dependency.on-deleted', `${needed.hostname} is deleted. Restore it first.`);
        const [row] = await rowsIn<NeighbourRow>(
          write.tx,
          `WITH added AS (INSERT INTO dependencies (server_id, depends_on_id, note) VALUES ($1, $2, $3) RETURNING *)
           SELECT s.id, s.hostname, s.lifecycle, h.status, added.note, added.valid_from
           FROM added JOIN servers s ON s.id = added.depends_on_id JOIN server_health h ON h.server_id = s.id`,
          [id, needed.id, note || null],
        );
        const edge = { dependsOn: needed.hostname, dependsOnId: needed.id, note: note || null };
        await write.record({ action: 'dependency.created', subject: subjectOf(server), after: edge });
        return neighbourOf(row as NeighbourRow);
      },
      refusals,
    );
  }

  /** Closes the edge; what was stays known. Also of deleted servers, since a cycle may go through them. */
  async remove(actor: Actor, id: string, dependsOnId: string): Promise<void> {
    await this.ledger.write(actor, null, async (write) => {
      const { server, needed } = await lockedEnds(write, id, dependsOnId);
      const [edge] = await rowsIn<{ note: string | null }>(
        write.tx,
        `WITH closed AS (
           UPDATE dependencies SET valid_to = clock_timestamp()
           WHERE server_id = $1 AND depends_on_id = $2 AND valid_to IS NULL RETURNING note)
         SELECT note FROM closed`,
        [id, dependsOnId],
      );
      if (!needed || !edge) throw new NotFound('dependency', dependsOnId);
      const before = { dependsOn: needed.hostname, dependsOnId, note: edge.note };
      await write.record({ action: 'dependency.deleted', subject: subjectOf(server), before });
    });
  }
}

const unknownServer = { pointer: '/dependsOnId', code: 'server.not-found', message: 'is not the id of a server' };

function refused(code: string, message: string): Conflict {
  return new Conflict(code, message, [{ pointer: '/dependsOnId', code, message }]);
}

/** @throws NotFound when the one that depends is not there */
async function lockedEnds({ tx }: Write, id: string, dependsOnId: string): Promise<{ server: End; needed?: End }> {
  const ends = await rowsIn<End>(
    tx,
    `SELECT id, hostname, deleted_at IS NOT NULL AS deleted FROM servers WHERE id = ANY ($1::uuid[]) ORDER BY id FOR SHARE`,
    [[id, dependsOnId]],
  );
  const server = ends.find((end) => end.id === id);
  if (!server) throw new NotFound('server', id);
  return { server, needed: ends.find((end) => end.id === dependsOnId) };
}

function subjectOf({ id, hostname }: End) {
  return { type: 'server', id, name: hostname };
}
