import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { Conflict, NotFound, refusedAt } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import type { HostKey } from '../../probing/ssh/ssh.look.js';
import { changed, lockedServers, type KeyChange, type NamedServer } from './host-key-rows.js';
import type { DecideHostKey, HostKeyView, PinHostKey } from './host-keys.dto.js';
import { HostKeysReader } from './host-keys.reader.js';
import { hostKeyIn } from './public-line.js';
import type { HostKeyState } from './verdict.js';

interface StoredKey extends HostKey {
  id: string;
  serverId: string;
  state: HostKeyState;
  version: number;
}

const columns = 'id, server_id AS "serverId", type, public_key AS "publicKey", fingerprint, state, version';

/** What people say about host keys. */
@Injectable()
export class HostKeyDecisions {
  constructor(
    private readonly sql: Sql,
    private readonly ledger: Ledger,
    private readonly reader: HostKeysReader,
  ) {}

  /** @throws Conflict when somebody decided already */
  async decide(actor: Actor, id: string, decided: DecideHostKey, ifMatch?: string): Promise<HostKeyView> {
    const { decision, reason, keepOthers = false } = decided;
    await this.withKey(actor, id, reason, ifMatch, async (write, server, key) => {
      if (key.state !== 'waiting') throw notWaiting(key);
      const by = { server, reason, decidedBy: actor.name };
      if (decision === 'refuse') return changed(write, [{ ...by, key, before: key.state, state: 'refused' }]);
      const replaced = keepOthers ? [] : await trustedOf(write, server.id, key.type);
      const accepted: KeyChange = { ...by, key, before: key.state, state: 'trusted' };
      return changed(write, [
        accepted,
        ...replaced.map((other) => ({ ...by, key: other, before: other.state, state: 'former' as const })),
      ]);
    });
    return this.reader.get(id);
  }

  /** Whoever pins a key has it from the server's owner: it is trusted beside those that are. */
  async pin(actor: Actor, { serverId, publicKey, reason }: PinHostKey): Promise<HostKeyView> {
    const [type = '', base64 = ''] = publicKey.split(/\s+/);
    const key = hostKeyIn(type, base64);
    if (typeof key === 'string') throw refusedAt('/publicKey', key, 'host-key.unreadable');
    const id = await this.ledger.write(actor, reason ?? null, async (write) => {
      const server = (await lockedServers(write, [serverId])).get(serverId);
      if (!server) throw new NotFound('server', serverId);
      const before = await keyOf(write, serverId, key.fingerprint);
      if (before && before.state !== 'former') throw alreadyThere(before);
      const by = { reason: reason ?? null, decidedBy: actor.name };
      await changed(write, [{ server, key, before: before?.state, state: 'trusted', source: 'pinned', ...by }]);
      return (await keyOf(write, serverId, key.fingerprint))?.id ?? '';
    });
    return this.reader.get(id);
  }

  /** As if the server had never shown it. */
  async forget(actor: Actor, id: string, reason: string, ifMatch?: string): Promise<void> {
    await this.withKey(actor, id, reason, ifMatch, async ({ tx, record }, server, key) => {
      await rowsIn(tx, 'DELETE FROM host_keys WHERE id = $1', [id]);
      const { type, fingerprint, state } = key;
      const subject = { type: 'server', id: server.id, name: server.hostname };
      await record({ action: 'host-key.deleted', subject, before: { type, fingerprint, state } });
    });
  }

  /** With the key's server locked, and so the key. @throws NotFound */
  private async withKey(
    actor: Actor,
    id: string,
    reason: string,
    ifMatch: string | undefined,
    work: (write: Write, server: NamedServer, key: StoredKey) => Promise<void>,
  ): Promise<void> {
    const [place] = await this.sql.rows<{ server_id: string }>('SELECT server_id FROM host_keys WHERE id = $1', [id]);
    if (!place) throw new NotFound('host-key', id);
    await this.ledger.write(actor, reason, async (write) => {
      const server = (await lockedServers(write, [place.server_id])).get(place.server_id);
      const [key] = await rowsIn<StoredKey>(write.tx, `SELECT ${columns} FROM host_keys WHERE id = $1`, [id]);
      if (!server || !key) throw new NotFound('host-key', id);
      requireMatch(ifMatch, key.version);
      await work(write, server, key);
    });
  }
}

async function keyOf({ tx }: Write, serverId: string, fingerprint: string): Promise<StoredKey | undefined> {
  const text = `SELECT ${columns} FROM host_keys WHERE server_id = $1 AND fingerprint = $2`;
  return (await rowsIn<StoredKey>(tx, text, [serverId, fingerprint]))[0];
}

function trustedOf({ tx }: Write, serverId: string, type: string): Promise<StoredKey[]> {
  const text = `SELECT ${columns} FROM host_keys WHERE server_id = $1 AND type = $2 AND state = 'trusted' ORDER BY id`;
  return rowsIn(tx, text, [serverId, type]);
}

function notWaiting({ fingerprint, state }: StoredKey): Conflict {
  const message = `The host key ${fingerprint} does not wait for a decision: it is ${state}.`;
  const refusal = new Conflict('host-key.not-waiting', message);
  refusal.extensions.state = state;
  return refusal;
}

function alreadyThere({ id, fingerprint, state }: StoredKey): Conflict {
  const hint = state === 'waiting' ? ' Decide on it.' : state === 'refused' ? ' Forget it first.' : '';
  const refusal = new Conflict(
    'host-key.known',
    `The host key ${fingerprint} of this server is ${state} already.${hint}`,
  );
  refusal.extensions.id = id;
  return refusal;
}
