import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { difference } from '../audit/difference.js';
import { Ledger, type Write } from '../audit/ledger.js';
import { Conflict, NotFound } from '../http/domain-error.js';
import { requireMatch } from '../http/etag.js';
import type { AddUser, ChangeUser, UserView } from './auth.dto.js';
import { hashed } from './passwords.js';
import { Sessions } from './sessions.js';
import { User } from './user.entity.js';
import { userView } from './user-view.js';

const refusals = {
  users_email_unique: () =>
    new Conflict('user.email-taken', 'There is a user with this email address already.', [
      { pointer: '/email', code: 'user.email-taken', message: 'is taken' },
    ]),
};

@Injectable()
export class UsersService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly sessions: Sessions,
    private readonly ledger: Ledger,
  ) {}

  async list(): Promise<UserView[]> {
    return (await this.users.find({ order: { email: 'ASC' } })).map(userView);
  }

  async get(id: string): Promise<UserView> {
    return userView(await found(this.users.manager, id));
  }

  async add(actor: Actor, { email, name, role, password }: AddUser): Promise<UserView> {
    const passwordHash = await hashed(password);
    return this.ledger.write(
      actor,
      null,
      (write) => this.insert(write, { email, name: name ?? email, role, passwordHash }),
      refusals,
    );
  }

  async insert(
    { tx, record }: Write,
    fields: Pick<User, 'email' | 'name' | 'role' | 'passwordHash'> & Partial<User>,
  ): Promise<UserView> {
    const id = uuidv7();
    await tx.insert(User, { mustChangePassword: false, disabled: false, ...fields, id });
    const user = await found(tx, id);
    await record({ action: 'user.created', subject: subjectOf(user), after: auditable(user) });
    return userView(user);
  }

  /** A change of role or password, or disabling, ends the user's sessions: what was granted before no longer counts. */
  async change(actor: Actor, id: string, { password, ...fields }: ChangeUser, ifMatch?: string): Promise<UserView> {
    const passwordHash = password === undefined ? undefined : await hashed(password);
    const view = await this.ledger.write(actor, null, async ({ tx, record }) => {
      const before = await found(tx, id, true);
      requireMatch(ifMatch, before.version);
      const given = Object.fromEntries(
        Object.entries({ ...fields, passwordHash }).filter(([, value]) => value !== undefined),
      );
      if (Object.keys(given).length > 0) await tx.update(User, id, { ...given, version: before.version + 1 });
      const after = await found(tx, id);
      await this.keepAnAdmin(tx);
      const ends = passwordHash !== undefined || before.role !== after.role || (after.disabled && !before.disabled);
      if (ends) await this.sessions.revoke(tx, { userId: id });
      const changes = difference(auditable(before), auditable(after));
      if (passwordHash) Object.assign(changes.after, { password: 'changed' });
      await record({ action: 'user.changed', subject: subjectOf(after), ...changes });
      return { view: userView(after), ends };
    });
    if (view.ends) this.sessions.heard({ userId: id });
    return view.view;
  }

  async remove(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      const user = await found(tx, id, true);
      requireMatch(ifMatch, user.version);
      await this.sessions.revoke(tx, { userId: id });
      await tx.delete(User, id);
      await this.keepAnAdmin(tx);
      await record({ action: 'user.deleted', subject: subjectOf(user), before: auditable(user) });
    });
    this.sessions.heard({ userId: id });
  }

  /** Takes the lock of all admins, so that two admins cannot remove each other at once. */
  private async keepAnAdmin(tx: EntityManager): Promise<void> {
    const admins = await tx.query<unknown[]>(
      `SELECT id FROM users WHERE role = 'admin' AND NOT disabled ORDER BY id FOR UPDATE`,
    );
    if (admins.length === 0) throw new Conflict('user.last-admin', 'This is the last admin; nobody could undo it.');
  }
}

async function found(tx: EntityManager, id: string, locked = false): Promise<User> {
  const user = await tx.findOne(User, { where: { id }, ...(locked ? { lock: { mode: 'pessimistic_write' } } : {}) });
  if (!user) throw new NotFound('user', id);
  return user;
}

function subjectOf(user: User): { type: string; id: string; name: string } {
  return { type: 'user', id: user.id, name: user.email };
}

function auditable({ email, name, role, disabled }: User): object {
  return { email, name, role, disabled };
}
