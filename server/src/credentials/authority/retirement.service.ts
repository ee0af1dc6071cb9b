import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict } from '../../http/domain-error.js';
import { Secrets } from '../sealing/secrets.js';
import type { AuthorityView, RetireAuthority } from './authorities.dto.js';
import { AuthoritiesReader } from './authorities.reader.js';
import { Authority } from './authority.entity.js';
import { lockedAuthority, subjectOf } from './locked-authority.js';
import { unprovenServers } from './unproven.js';

interface Unproven {
  count: number;
  some: string[];
}

/** The end of an authority: it signs no more, and whatever it signed is revoked. */
@Injectable()
export class Retirement {
  constructor(
    private readonly ledger: Ledger,
    private readonly secrets: Secrets,
    private readonly reader: AuthoritiesReader,
  ) {}

  /** @throws Conflict while servers would be left that trust nobody else of its line, unless it is forced */
  async retire(actor: Actor, id: string, { reason, force = false }: RetireAuthority): Promise<AuthorityView> {
    await this.ledger.write(actor, reason, async (write) => {
      const { tx, record } = write;
      const authority = await lockedAuthority(tx, id);
      if (authority.state === 'retired') return;
      const unproven = await unprovenOf(write, authority);
      if (unproven.count > 0 && !force) throw refusal(authority, unproven);
      const [retiredAt, version] = [new Date(), authority.version + 1];
      await tx.update(Authority, id, { state: 'retired', retiredAt, updatedAt: retiredAt, version });
      await this.secrets.forget(tx, { kind: 'authority', id, version: 1 });
      const after = { state: 'retired', forced: force, unprovenServers: unproven.count };
      await record({
        action: 'authority.retired',
        subject: subjectOf(authority),
        before: { state: authority.state },
        after,
      });
    });
    return this.reader.get(id);
  }
}

async function unprovenOf({ tx }: Write, { id }: Authority): Promise<Unproven> {
  const [row] = await rowsIn<Unproven>(
    tx,
    `SELECT u.* FROM authorities a CROSS JOIN LATERAL (
       SELECT count(*)::integer AS count, coalesce((array_agg(s.hostname ORDER BY s.hostname))[1:10], '{}') AS some
       FROM ${unprovenServers}) u
     WHERE a.id = $1`,
    [id],
  );
  return row ?? { count: 0, some: [] };
}

function refusal({ successorId }: Authority, { count, some }: Unproven): Conflict {
  const which = count === 1 ? 'One server trusts it' : `${count.toLocaleString('en')} servers trust it`;
  const lacks = successorId === null ? 'and nobody replaces it' : 'and did not prove yet that the successor is trusted';
  const conflict = new Conflict(
    'authority.successor-unproven',
    `${which} ${lacks} (${some.join(', ')}${count > some.length ? ', …' : ''}). Deploy and prove the successor, or force it.`,
  );
  conflict.extensions.servers = count;
  return conflict;
}
