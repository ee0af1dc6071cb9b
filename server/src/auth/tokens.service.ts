import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { Ledger } from '../audit/ledger.js';
import { Forbidden, NotFound } from '../http/domain-error.js';
import { includes } from '../http/role.js';
import type { AddToken, NewToken, TokenView } from './auth.dto.js';
import type { Principal } from './principal.js';
import { Sessions } from './sessions.js';
import { hashOf, newApiToken } from './token-text.js';
import { Token } from './token.entity.js';

/** A person's own API tokens. */
@Injectable()
export class TokensService {
  constructor(
    @InjectRepository(Token) private readonly tokens: Repository<Token>,
    private readonly sessions: Sessions,
    private readonly ledger: Ledger,
  ) {}

  async list(caller: Principal): Promise<TokenView[]> {
    return (await this.tokens.find({ where: { userId: caller.userId }, order: { createdAt: 'DESC' } })).map(tokenView);
  }

  async add(actor: Actor, caller: Principal, { name, role, expiresAt }: AddToken): Promise<NewToken> {
    if (!includes(caller.role, role))
      throw new Forbidden('token.role-too-high', `You are ${caller.role} and cannot give away ${role}.`);
    const token = newApiToken();
    const id = uuidv7();
    return this.ledger.write(actor, null, async ({ tx, record }) => {
      await tx.insert(Token, {
        id,
        userId: caller.userId,
        name,
        role,
        hash: hashOf(token),
        expiresAt: expiresAt ? new Date(expiresAt) : null,
      });
      const made = tokenView(await tx.findOneByOrFail(Token, { id }));
      await record({
        action: 'token.created',
        subject: { type: 'token', id, name },
        after: { name, role, expiresAt: made.expiresAt },
      });
      return { ...made, token };
    });
  }

  async remove(actor: Actor, caller: Principal, id: string): Promise<void> {
    const ended = { userId: caller.userId, credentialId: id };
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      const token = await tx.findOneBy(Token, { id, userId: caller.userId });
      if (!token) throw new NotFound('token', id);
      await tx.delete(Token, id);
      await this.sessions.revoke(tx, ended);
      await record({ action: 'token.deleted', subject: { type: 'token', id, name: token.name } });
    });
    this.sessions.heard(ended);
  }
}

function tokenView({ id, name, role, createdAt, expiresAt, lastUsedAt }: Token): TokenView {
  return {
    id,
    name,
    role,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
