import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Actor } from '../audit/actor.js';
import { Ledger } from '../audit/ledger.js';
import { BadRequest, Unauthenticated } from '../http/domain-error.js';
import type { SignedIn, UserView } from './auth.dto.js';
import { LoginThrottle } from './login-throttle.js';
import { hashed, matches } from './passwords.js';
import type { Principal } from './principal.js';
import { Sessions } from './sessions.js';
import { User } from './user.entity.js';
import { userView } from './user-view.js';

@Injectable()
export class AuthService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly sessions: Sessions,
    private readonly throttle: LoginThrottle,
    private readonly ledger: Ledger,
  ) {}

  /** @throws Unauthenticated the same whether the user or the password is wrong; TooManyRequests */
  async login(stranger: Actor, email: string, password: string): Promise<SignedIn> {
    const attempt = await this.throttle.attempt(email, stranger.ip);
    const user = await this.users.createQueryBuilder('u').where('lower(u.email) = lower(:email)', { email }).getOne();
    const isRight = await matches(user?.passwordHash, password);
    if (!user || !isRight || user.disabled) {
      await this.refused(stranger, email);
      throw new Unauthenticated('auth.bad-credentials', 'The email address or the password is wrong.');
    }
    await attempt.succeeded();
    const actor: Actor = { ...stranger, type: 'user', id: user.id, name: user.email };
    return this.ledger.write(actor, null, async ({ tx, record }) => {
      const { accessToken, expiresAt } = await this.sessions.open(tx, user, stranger.ip);
      await tx.query('UPDATE users SET last_login_at = now() WHERE id = $1', [user.id]);
      await record({ action: 'auth.login', subject: { type: 'user', id: user.id, name: user.email } });
      return { accessToken, expiresAt: expiresAt.toISOString(), user: userView(user) };
    });
  }

  async logout(actor: Actor, caller: Principal): Promise<void> {
    if (caller.type === 'token')
      throw new BadRequest('auth.not-a-session', 'An API token cannot log out. Delete it instead.');
    const ended = { userId: caller.userId, credentialId: caller.credentialId };
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      await this.sessions.revoke(tx, ended);
      await record({ action: 'auth.logout', subject: { type: 'user', id: caller.userId, name: caller.name } });
    });
    this.sessions.heard(ended);
  }

  async me(caller: Principal): Promise<UserView> {
    return userView(await this.users.findOneByOrFail({ id: caller.userId }));
  }

  /** Ends every other session of the user: whoever else had the old password is out. */
  async changePassword(actor: Actor, caller: Principal, current: string, next: string): Promise<void> {
    const attempt = await this.throttle.attempt(caller.name, actor.ip);
    const user = await this.users.findOneByOrFail({ id: caller.userId });
    if (!(await matches(user.passwordHash, current))) {
      const message = 'is not the current password';
      throw new BadRequest('auth.bad-credentials', 'The current password is wrong.', [
        { pointer: '/current', code: 'password.wrong', message },
      ]);
    }
    await attempt.succeeded();
    const passwordHash = await hashed(next);
    const ended = { userId: user.id, exceptId: caller.credentialId };
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      await tx.update(User, user.id, { passwordHash, mustChangePassword: false, version: () => 'version + 1' });
      await this.sessions.revoke(tx, ended);
      await record({ action: 'auth.password-changed', subject: { type: 'user', id: user.id, name: user.email } });
    });
    this.sessions.heard(ended);
  }

  private async refused(stranger: Actor, email: string): Promise<void> {
    await this.ledger.write(stranger, null, ({ record }) =>
      record({ action: 'auth.login-failed', subject: { type: 'auth', id: null, name: email } }),
    );
  }
}
