import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rowsIn } from '../database/sql.js';
import { Conflict } from '../http/domain-error.js';

/** Things that need a credential to stay. The names are for one and for several of them. */
export interface Holder {
  one: string;
  many: string;
  /** How many there are, in the transaction that would delete the credential, whose row is locked. */
  count(tx: EntityManager, credentialId: string): Promise<number>;
}

const counted = async (tx: EntityManager, statement: string, id: string) =>
  (await rowsIn<{ count: number }>(tx, statement, [id]))[0]?.count ?? 0;

const servers: Holder = {
  one: 'server',
  many: 'servers',
  count: (tx, id) =>
    counted(
      tx,
      'SELECT count(*)::integer AS count FROM servers WHERE ssh_credential_id = $1 AND deleted_at IS NULL',
      id,
    ),
};

const templates: Holder = {
  one: 'template',
  many: 'templates',
  count: (tx, id) =>
    counted(
      tx,
      `SELECT count(*)::integer AS count FROM templates
       WHERE defaults #>> '{ssh,credentialId}' = $1::uuid::text AND deleted_at IS NULL`,
      id,
    ),
};

/** Without its private part nobody could take the key away from there again. */
const placements: Holder = {
  one: 'server that knows its key',
  many: 'servers that know its key',
  count: (tx, id) =>
    counted(
      tx,
      `SELECT count(DISTINCT p.server_id)::integer AS count FROM key_placements p JOIN servers s ON s.id = p.server_id
       WHERE p.credential_id = $1 AND p.state <> 'removed' AND s.deleted_at IS NULL`,
      id,
    ),
};

/** Who stands in the way of a deletion. Whatever else comes to depend on a credential registers here. */
@Injectable()
export class CredentialHolders {
  private readonly holders: Holder[] = [servers, templates, placements];

  register(holder: Holder): void {
    this.holders.push(holder);
  }

  /** @throws Conflict that says how many of what */
  async requireNone(tx: EntityManager, credentialId: string): Promise<void> {
    const found: [Holder, number][] = [];
    for (const holder of this.holders) {
      const count = await holder.count(tx, credentialId);
      if (count > 0) found.push([holder, count]);
    }
    if (found.length === 0) return;
    const words = found.map(([{ one, many }, count]) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`);
    const refusal = new Conflict(
      'credential.in-use',
      `It is in use by ${words.join(' and ')}. Give them another one first.`,
    );
    refusal.extensions.usedBy = Object.fromEntries(found.map(([{ many }, count]) => [many, count]));
    throw refusal;
  }
}
