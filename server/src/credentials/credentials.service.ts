import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { Ledger } from '../audit/ledger.js';
import { Conflict } from '../http/domain-error.js';
import { Credential, CredentialVersion } from './credential.entity.js';
import type { CreateCredential, CredentialView } from './credentials.dto.js';
import { CredentialsReader } from './credentials.reader.js';
import { generated } from './keys/generated.js';
import { Secrets } from './sealing/secrets.js';

const refusals = {
  credentials_name_unique_among_living: () =>
    new Conflict('credential.name-taken', 'There is a credential of this name already.', [
      { pointer: '/name', code: 'credential.name-taken', message: 'is taken' },
    ]),
};

@Injectable()
export class CredentialsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly secrets: Secrets,
    private readonly reader: CredentialsReader,
  ) {}

  async create(actor: Actor, { name, algorithm = 'ed25519', bits }: CreateCredential): Promise<CredentialView> {
    const id = uuidv7();
    const pair = await generated(algorithm, bits);
    const { line, fingerprint } = pair.public;
    await this.ledger.write(
      actor,
      null,
      async ({ tx, record }) => {
        const now = new Date();
        await tx.insert(Credential, {
          ...{ id, name, algorithm, keyVersion: 1, expiresAt: null, rotatedAt: null, deletedAt: null, version: 1 },
          updatedAt: now,
        });
        await tx.insert(CredentialVersion, {
          ...{ credentialId: id, keyVersion: 1, bits: pair.public.bits, publicKey: line, comment: name, fingerprint },
          retiredAt: null,
        });
        await this.secrets.put(tx, { kind: 'credential', id, version: 1 }, pair.secret);
        const after = { name, algorithm, fingerprint };
        await record({ action: 'credential.created', subject: { type: 'credential', id, name }, after });
      },
      refusals,
    );
    return this.reader.get(id);
  }
}
