import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict, refusedAt } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import { keyGiven } from '../key-given.js';
import type { KeyPair } from '../keys/key.js';
import { Secrets } from '../sealing/secrets.js';
import type {
  AuthorityView,
  ChangeAuthority,
  CreateAuthority,
  PrincipalRules,
  PutPrincipals,
  ReplaceAuthority,
} from './authorities.dto.js';
import { AuthoritiesReader } from './authorities.reader.js';
import { Authority } from './authority.entity.js';
import { lockedAuthority, subjectOf } from './locked-authority.js';

const refusals = {
  authorities_name_unique_among_living: () =>
    new Conflict('authority.name-taken', 'There is an authority of this name already.', [
      { pointer: '/name', code: 'authority.name-taken', message: 'is taken' },
    ]),
  authorities_fingerprint_unique: () =>
    new Conflict('authority.key-known', 'An authority has or had this key already; a key signs for one alone.'),
  authority_rules_user: () => refusedAt('/rules', 'name a user that does not exist'),
};

/** Who signs certificates, and who may have them. */
@Injectable()
export class AuthoritiesService {
  constructor(
    private readonly ledger: Ledger,
    private readonly secrets: Secrets,
    private readonly reader: AuthoritiesReader,
  ) {}

  /** The private part is sealed in the transaction that makes the authority, and zeroed whatever happens. */
  async create(actor: Actor, { name, purpose, ...key }: CreateAuthority): Promise<AuthorityView> {
    const id = uuidv7();
    const pair = await keyGiven(key);
    await this.ledger
      .write(actor, null, (write) => this.put(write, { id, lineId: id, name, purpose }, pair), refusals)
      .finally(() => pair.secret.fill(0));
    return this.reader.get(id);
  }

  async change(actor: Actor, id: string, { name }: ChangeAuthority, ifMatch?: string): Promise<AuthorityView> {
    await this.ledger.write(
      actor,
      null,
      async ({ tx, record }) => {
        const authority = await lockedAuthority(tx, id);
        requireMatch(ifMatch, authority.version);
        if (name === undefined || name === authority.name) return;
        await tx.update(Authority, id, { name, version: authority.version + 1, updatedAt: new Date() });
        const subject = { ...subjectOf(authority), name };
        await record({ action: 'authority.changed', subject, before: { name: authority.name }, after: { name } });
      },
      refusals,
    );
    return this.reader.get(id);
  }

  /** Both sign and both are trusted from now on, until the old one is retired. @throws Conflict when it was replaced already */
  async replace(actor: Actor, id: string, { name, reason, ...key }: ReplaceAuthority): Promise<AuthorityView> {
    const successorId = uuidv7();
    const pair = await keyGiven(key);
    const work = async (write: Write): Promise<void> => {
      const { tx, record } = write;
      const authority = await lockedAuthority(tx, id);
      const { state, lineId, purpose } = authority;
      if (state !== 'active')
        throw new Conflict('authority.replaced', `This authority is ${state}; its successor can be replaced.`);
      await this.put(write, { id: successorId, lineId, name, purpose }, pair);
      await rowsIn(tx, copiedRules, [id, successorId]);
      const [version, updatedAt] = [authority.version + 1, new Date()];
      await tx.update(Authority, id, { state: 'retiring', successorId, version, updatedAt });
      await record({ action: 'authority.replaced', subject: subjectOf(authority), after: { successorId } });
    };
    await this.ledger.write(actor, reason, work, refusals).finally(() => pair.secret.fill(0));
    return this.reader.get(successorId);
  }

  /** @throws Conflict while it may still be trusted somewhere, or somebody has a certificate of it */
  async remove(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      const authority = await lockedAuthority(tx, id);
      requireMatch(ifMatch, authority.version);
      const trusting = await trustingOf(tx, id);
      if (authority.state !== 'retired' && (authority.lastSerial !== '0' || authority.state === 'retiring'))
        throw new Conflict('authority.in-use', 'This authority has signed. Retire it first.');
      if (trusting > 0) throw stillTrusted(trusting);
      await this.secrets.forget(tx, { kind: 'authority', id, version: 1 });
      const now = new Date();
      await tx.update(Authority, id, { state: 'retired', retiredAt: authority.retiredAt ?? now, deletedAt: now });
      const { name, fingerprint } = authority;
      await record({ action: 'authority.deleted', subject: subjectOf(authority), before: { name, fingerprint } });
    });
  }

  /** The rules as a whole. @throws BadRequest */
  async putRules(actor: Actor, id: string, { rules }: PutPrincipals): Promise<PrincipalRules> {
    rules.forEach(({ role, userId }, at) => {
      if ((role === undefined) === (userId === undefined))
        throw refusedAt(`/rules/${at}`, 'must name either `role` or `userId`');
    });
    const { rules: before } = await this.reader.rules(id);
    await this.ledger.write(
      actor,
      null,
      async ({ tx, record }) => {
        const authority = await lockedAuthority(tx, id);
        if (authority.purpose !== 'user')
          throw new Conflict(
            'authority.wrong-purpose',
            'The principals of host certificates are the names of the server.',
          );
        await rowsIn(tx, 'DELETE FROM authority_rules WHERE authority_id = $1', [id]);
        await rowsIn(
          tx,
          `INSERT INTO authority_rules (authority_id, ordinal, role, user_id, principals)
           SELECT $1, r.ordinal, r.rule ->> 'role', (r.rule ->> 'userId')::uuid,
             ARRAY(SELECT jsonb_array_elements_text(r.rule -> 'principals'))
           FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS r (rule, ordinal)`,
          [id, JSON.stringify(rules)],
        );
        const action = 'authority.rules-changed';
        await record({ action, subject: subjectOf(authority), before: { rules: before }, after: { rules } });
      },
      refusals,
    );
    return this.reader.rules(id);
  }

  private async put(
    { tx, record }: Write,
    fields: Pick<Authority, 'id' | 'lineId' | 'name' | 'purpose'>,
    { public: key, secret }: KeyPair,
  ): Promise<void> {
    const { algorithm, bits, line: publicKey, fingerprint } = key;
    await tx.insert(Authority, {
      ...{ ...fields, algorithm, bits, publicKey, fingerprint, state: 'active', successorId: null, version: 1 },
      ...{ updatedAt: new Date(), retiredAt: null, deletedAt: null },
    });
    await this.secrets.put(tx, { kind: 'authority', id: fields.id, version: 1 }, secret);
    const { name, purpose } = fields;
    const subject = { type: 'authority', id: fields.id, name };
    await record({ action: 'authority.created', subject, after: { name, purpose, algorithm, fingerprint } });
  }
}

const copiedRules = `INSERT INTO authority_rules (authority_id, ordinal, role, user_id, principals)
  SELECT $2, ordinal, role, user_id, principals FROM authority_rules WHERE authority_id = $1`;

/** Servers that may still have its line. */
async function trustingOf(tx: EntityManager, id: string): Promise<number> {
  const [row] = await rowsIn<{ count: number }>(
    tx,
    `SELECT count(*)::integer AS count FROM authority_trust t JOIN servers s ON s.id = t.server_id AND s.deleted_at IS NULL
     WHERE t.authority_id = $1 AND t.state IN ('deploying', 'deployed', 'proven')`,
    [id],
  );
  return row?.count ?? 0;
}

function stillTrusted(servers: number): Conflict {
  const which = servers === 1 ? 'One server trusts' : `${servers.toLocaleString('en')} servers trust`;
  const refusal = new Conflict('authority.still-trusted', `${which} this authority. Withdraw it from there first.`);
  refusal.extensions.servers = servers;
  return refusal;
}
