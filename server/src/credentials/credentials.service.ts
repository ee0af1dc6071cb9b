import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { difference } from '../audit/difference.js';
import { Ledger, type Write } from '../audit/ledger.js';
import { Conflict, NotFound } from '../http/domain-error.js';
import { requireMatch } from '../http/etag.js';
import { expiryIn } from './credential-fields.js';
import { CredentialHolders } from './credential-holders.js';
import { Credential, CredentialVersion } from './credential.entity.js';
import type { ChangeCredential, CreateCredential, CredentialView } from './credentials.dto.js';
import { CredentialsReader } from './credentials.reader.js';
import { keyGiven } from './key-given.js';
import type { KeyPair } from './keys/key.js';
import { isWeak } from './keys/soundness.js';
import { Secrets } from './sealing/secrets.js';

/** Another credential has the key, or had it; which one is looked up when the transaction is over. */
class KeyHeld extends Conflict {
  constructor(message = 'Another credential has this key already.') {
    const fault = { pointer: '/privateKey', code: 'credential.key-taken', message: 'is held by another credential' };
    super(fault.code, message, [fault]);
  }
}

const refusals = {
  credentials_name_unique_among_living: () =>
    new Conflict('credential.name-taken', 'There is a credential of this name already.', [
      { pointer: '/name', code: 'credential.name-taken', message: 'is taken' },
    ]),
  credential_versions_fingerprint_unique: () => new KeyHeld(),
};

@Injectable()
export class CredentialsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly secrets: Secrets,
    private readonly reader: CredentialsReader,
    private readonly holders: CredentialHolders,
  ) {}

  /** The private part is sealed in the transaction that makes the credential, and zeroed whatever happens. */
  async create(actor: Actor, fields: CreateCredential): Promise<CredentialView> {
    const expiresAt = expiryIn(fields) ?? null;
    const pair = await keyGiven(fields);
    try {
      return await this.reader.get(await this.kept(actor, fields, expiresAt, pair));
    } catch (error) {
      throw error instanceof KeyHeld ? await this.named(error, pair.public.fingerprint) : error;
    } finally {
      pair.secret.fill(0);
    }
  }

  async change(actor: Actor, id: string, change: ChangeCredential, ifMatch?: string): Promise<CredentialView> {
    await this.ledger.write(
      actor,
      null,
      async (write) => {
        const credential = await locked(write, id);
        requireMatch(ifMatch, credential.version);
        const place = { credentialId: id, keyVersion: credential.keyVersion };
        const { comment } = await write.tx.findOneByOrFail(CredentialVersion, place);
        const { name, expiresAt, rotateEveryDays } = credential;
        const before = { name, comment, expiresAt, rotateEveryDays };
        const { before: former, after } = difference(before, { ...before, ...given(change) });
        if (Object.keys(after).length === 0) return;
        const { comment: said, ...columns } = after;
        if (said !== undefined) await write.tx.update(CredentialVersion, place, { comment: said });
        await write.tx.update(Credential, id, { ...columns, version: credential.version + 1, updatedAt: new Date() });
        const subject = { type: 'credential', id, name: after.name ?? name };
        await write.record({ action: 'credential.changed', subject, before: former, after });
      },
      refusals,
    );
    return this.reader.get(id);
  }

  /** Its private parts are gone with the commit; who had them is still told by its row. @throws Conflict when it is in use */
  async remove(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, null, async (write) => {
      const { tx } = write;
      const { name, algorithm, version } = await locked(write, id);
      requireMatch(ifMatch, version);
      await this.holders.requireNone(tx, id);
      const deletedAt = new Date();
      const versions = await tx.findBy(CredentialVersion, { credentialId: id });
      for (const { keyVersion } of versions)
        await this.secrets.forget(tx, { kind: 'credential', id, version: keyVersion });
      await tx.update(CredentialVersion, { credentialId: id }, { deletedAt });
      await tx.update(Credential, id, { deletedAt, version: version + 1, updatedAt: deletedAt });
      const before = { name, algorithm, fingerprints: versions.map(({ fingerprint }) => fingerprint) };
      await write.record({ action: 'credential.deleted', subject: { type: 'credential', id, name }, before });
    });
  }

  private async kept(
    actor: Actor,
    { name, kind, comment, rotateEveryDays = null }: CreateCredential,
    expiresAt: Date | null,
    pair: KeyPair & { comment?: string },
  ): Promise<string> {
    const id = uuidv7();
    const { algorithm, bits, line: publicKey, fingerprint } = pair.public;
    await this.ledger.write(
      actor,
      null,
      async ({ tx, record }) => {
        await tx.insert(Credential, {
          ...{ id, name, algorithm, keyVersion: 1, expiresAt, rotateEveryDays, rotatedAt: null, deletedAt: null },
          ...{ version: 1, updatedAt: new Date() },
        });
        await tx.insert(CredentialVersion, {
          ...{ credentialId: id, keyVersion: 1, bits, publicKey, fingerprint, retiredAt: null, deletedAt: null },
          comment: comment ?? (pair.comment || name),
        });
        await this.secrets.put(tx, { kind: 'credential', id, version: 1 }, pair.secret);
        const after = { name, kind, algorithm, bits, fingerprint, ...(isWeak(algorithm, bits) ? { weak: true } : {}) };
        await record({ action: 'credential.created', subject: { type: 'credential', id, name }, after });
      },
      refusals,
    );
    return id;
  }

  private async named(held: KeyHeld, fingerprint: string): Promise<KeyHeld> {
    const holder = await this.reader.holderOf(fingerprint);
    if (!holder) return held;
    const { id, name, keyVersion, current } = holder;
    const which = current ? 'has this key already' : `had this key before, as its version ${keyVersion}`;
    const refusal = new KeyHeld(`The credential “${name}” ${which}.`);
    refusal.extensions.credential = { id, name, keyVersion };
    return refusal;
  }
}

function given({ name, comment, rotateEveryDays, ...rest }: ChangeCredential) {
  const fields = { name, comment, rotateEveryDays, expiresAt: expiryIn(rest) };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof typeof fields]?: Exclude<(typeof fields)[Name], undefined>;
  };
}

async function locked({ tx }: Write, id: string): Promise<Credential> {
  const credential = await tx.findOne(Credential, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!credential || credential.deletedAt) throw new NotFound('credential', id);
  return credential;
}
