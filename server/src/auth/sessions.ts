import { hkdfSync } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { filter, map, merge, NEVER, Subject, timer, type Observable, type Subscription } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Signals } from '../database/signals.js';
import { Sql } from '../database/sql.js';
import { Unauthenticated } from '../http/domain-error.js';
import type { Principal } from './principal.js';
import type { RoleName } from '../http/role.js';
import { Session } from './session.entity.js';
import { hashOf, isApiToken } from './token-text.js';
import type { User } from './user.entity.js';

const sessionHours = 24;
/** How long an answer of the database is believed. A revocation is heard at once; this bounds what a lost signal could cost. */
const believedMs = 15_000;

/** What ended: one session or token, or everything of a user. */
export interface Revocation {
  userId: string;
  /** Not given: all of the user's. */
  credentialId?: string;
  /** With all of the user's: the one that goes on. */
  exceptId?: string;
}

/** Whether it is this caller whose session or token ended. */
export function concerns({ userId, credentialId, exceptId }: Revocation, principal: Principal): boolean {
  const isMeant = principal.userId === userId && (!credentialId || principal.credentialId === credentialId);
  return isMeant && principal.credentialId !== exceptId;
}

const longestTimerMs = 2_147_483_647;

/** Opens, checks and ends sessions; checks API tokens. The one door for HTTP and the live socket. */
@Injectable()
export class Sessions implements OnModuleInit, OnModuleDestroy {
  private readonly key: Uint8Array;
  private readonly known = new Map<string, { principal: Principal; until: number }>();
  private readonly revoked = new Subject<Revocation>();
  private subscriptions: Subscription | undefined;

  /** Whatever ended, in this process or another. */
  readonly revocations: Observable<Revocation> = this.revoked;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly sql: Sql,
    private readonly signals: Signals,
  ) {
    this.key = new Uint8Array(hkdfSync('sha256', config.masterKey, '', 'fleet session tokens v1', 32));
  }

  onModuleInit(): void {
    const others = this.signals.on('fleet_sessions').pipe(map((payload) => JSON.parse(payload) as Revocation));
    this.subscriptions = merge(others).subscribe((revocation) => this.heard(revocation));
    this.subscriptions.add(
      this.signals.connected.pipe(filter((connected) => !connected)).subscribe(() => this.known.clear()),
    );
  }

  onModuleDestroy(): void {
    this.subscriptions?.unsubscribe();
  }

  async open(
    tx: EntityManager,
    user: User,
    ip: string | null,
  ): Promise<{ id: string; accessToken: string; expiresAt: Date }> {
    const id = uuidv7();
    const expiresAt = new Date(Math.floor(Date.now() / 1_000) * 1_000 + sessionHours * 3_600_000);
    await tx.insert(Session, { id, userId: user.id, expiresAt, ip });
    const accessToken = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(user.id)
      .setJti(id)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(this.key);
    return { id, accessToken, expiresAt };
  }

  /** @throws Unauthenticated when the text is no token, has expired or was ended */
  async authenticate(text: string): Promise<Principal> {
    const now = Date.now();
    const known = this.known.get(text);
    if (known && known.until > now && this.signals.isConnected) return known.principal;
    const principal = isApiToken(text) ? await this.tokenHolder(text) : await this.sessionHolder(text);
    if (this.known.size > 10_000) this.known.clear();
    const until = Math.min(now + believedMs, principal.expiresAt?.getTime() ?? Infinity);
    this.known.set(text, { principal, until });
    return principal;
  }

  /** Ends what the revocation names, in the transaction that has the reason for it. */
  async revoke(tx: EntityManager, revocation: Revocation): Promise<void> {
    const { userId, credentialId, exceptId } = revocation;
    await tx.query(
      `UPDATE sessions SET ended_at = now()
       WHERE user_id = $1 AND ended_at IS NULL AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id <> $3)`,
      [userId, credentialId ?? null, exceptId ?? null],
    );
    await tx.query(`SELECT pg_notify('fleet_sessions', $1)`, [JSON.stringify(revocation)]);
  }

  /** To be called when the transaction of a `revoke` has committed: this process need not wait for the signal. */
  heard(revocation: Revocation): void {
    for (const [text, { principal }] of this.known) if (concerns(revocation, principal)) this.known.delete(text);
    this.revoked.next(revocation);
  }

  /** Emits when that which let the caller in ends: revoked by whomever, or expired. */
  endOf(principal: Principal): Observable<unknown> {
    const leftMs = principal.expiresAt ? principal.expiresAt.getTime() - Date.now() : Infinity;
    return merge(
      this.revocations.pipe(filter((revocation) => concerns(revocation, principal))),
      leftMs < longestTimerMs ? timer(leftMs) : NEVER,
    );
  }

  private async sessionHolder(text: string): Promise<Principal> {
    const sessionId = await jwtVerify(text, this.key, { algorithms: ['HS256'] }).then(
      ({ payload }) => payload.jti ?? '',
      () => {
        throw new Unauthenticated(
          'auth.invalid-token',
          'The session token is not valid, or has expired. Sign in again.',
        );
      },
    );
    const [row] = await this.sql.rows<{ user_id: string; email: string; role: RoleName; expires_at: Date }>(
      `SELECT s.user_id, u.email, u.role, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > now() AND NOT u.disabled`,
      [sessionId],
      'session-holder',
    );
    if (!row) throw new Unauthenticated('auth.session-ended', 'The session has ended. Sign in again.');
    return {
      type: 'user',
      userId: row.user_id,
      credentialId: sessionId,
      name: row.email,
      role: row.role,
      expiresAt: row.expires_at,
    };
  }

  private async tokenHolder(text: string): Promise<Principal> {
    const [row] = await this.sql.rows<{
      id: string;
      user_id: string;
      name: string;
      role: RoleName;
      expires_at: Date | null;
    }>(
      `UPDATE tokens t SET last_used_at = now() FROM users u
       WHERE t.hash = $1 AND u.id = t.user_id AND NOT u.disabled AND (t.expires_at IS NULL OR t.expires_at > now())
       RETURNING t.id, t.user_id, t.name, t.expires_at,
         CASE WHEN array_position($2::text[], u.role) < array_position($2::text[], t.role) THEN u.role ELSE t.role END AS role`,
      [hashOf(text), ['viewer', 'operator', 'admin']],
      'token-holder',
    );
    if (!row)
      throw new Unauthenticated('auth.invalid-token', 'The API token is not known, was deleted or has expired.');
    return {
      type: 'token',
      userId: row.user_id,
      credentialId: row.id,
      name: row.name,
      role: row.role,
      expiresAt: row.expires_at,
    };
  }
}
