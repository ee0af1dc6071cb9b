import { randomUUID } from 'node:crypto';
import type { OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Subscription as RxSubscription } from 'rxjs';
import type { Namespace, Socket } from 'socket.io';
import { cookieOf, isFromOurPages } from '../auth/presented.js';
import type { Principal } from '../auth/principal.js';
import { Sessions } from '../auth/sessions.js';
import { Forbidden, Unauthenticated } from '../http/domain-error.js';
import { problemOf } from '../http/problem.js';
import { LiveHub } from './hub.js';
import { Subscription } from './subscription.js';
import { cursorOf, recordOf, wantedBy } from './wanted.js';

interface Listener {
  subscriptions: Map<string, Subscription>;
  ending: RxSubscription;
}

type Answer = { ok: true; subscription: string; seq: 0; cursor: string } | { ok: false; problem: object };

const mostSubscriptions = 32;

/** The live socket: lets in who the HTTP gate would let in, and out again when that ends. */
@WebSocketGateway({ namespace: '/live', serveClient: false })
export class LiveGateway
  implements OnGatewayInit<Namespace>, OnGatewayConnection, OnGatewayDisconnect, OnModuleDestroy
{
  private readonly listeners = new Map<Socket, Listener>();

  constructor(
    private readonly sessions: Sessions,
    private readonly hub: LiveHub,
  ) {}

  onModuleDestroy(): void {
    for (const { ending } of this.listeners.values()) ending.unsubscribe();
  }

  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: unknown) => {
          const { code, detail } = problemOf(error, '/live', socket.id);
          next(Object.assign(new Error(detail), { data: { code } }));
        },
      );
    });
  }

  /** The session may have ended while the socket was being opened; then nobody would close it later. */
  async handleConnection(socket: Socket): Promise<void> {
    const { principal, token } = socket.data as { principal: Principal; token: string };
    const ending = this.sessions.endOf(principal).subscribe(() => this.close(socket));
    this.listeners.set(socket, { subscriptions: new Map(), ending });
    await this.sessions.authenticate(token).catch(() => this.close(socket));
  }

  handleDisconnect(socket: Socket): void {
    const listener = this.listeners.get(socket);
    if (!listener) return;
    listener.ending.unsubscribe();
    for (const subscription of listener.subscriptions.values()) this.hub.leave(subscription);
    this.listeners.delete(socket);
  }

  @SubscribeMessage('subscribe')
  subscribe(@ConnectedSocket() socket: Socket, @MessageBody() message: unknown): Promise<Answer> {
    return this.join(socket, () => ({ wanted: wantedBy(message) }));
  }

  @SubscribeMessage('resume')
  resume(@ConnectedSocket() socket: Socket, @MessageBody() message: unknown): Promise<Answer> {
    return this.join(socket, () => ({ wanted: wantedBy(message), cursor: cursorOf(message) }));
  }

  @SubscribeMessage('unsubscribe')
  unsubscribe(@ConnectedSocket() socket: Socket, @MessageBody() message: unknown): { ok: boolean } {
    const { subscription: id } = recordOf(message);
    const subscriptions = this.listeners.get(socket)?.subscriptions;
    const subscription = subscriptions?.get(String(id));
    if (!subscription) return { ok: false };
    this.hub.leave(subscription);
    subscriptions?.delete(subscription.id);
    return { ok: true };
  }

  private async admit(socket: Socket): Promise<void> {
    const { auth, headers } = socket.handshake;
    const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const given = (auth as { token?: unknown }).token;
    const cookie = cookieOf({ headers });
    const token = typeof given === 'string' ? given : (bearer ?? cookie);
    if (!token) throw new Unauthenticated('auth.required', 'Sign in, or send a token in `auth.token`.');
    if (token === cookie && headers.origin !== undefined && !isFromOurPages({ headers })) {
      throw new Forbidden('auth.cross-site', 'With the console’s cookie only the console itself may listen.');
    }
    socket.data = { principal: await this.sessions.authenticate(token), token };
  }

  private async join(socket: Socket, read: () => { wanted: Subscription['wanted']; cursor?: number }): Promise<Answer> {
    try {
      const { wanted, cursor } = read();
      const listener = this.listeners.get(socket);
      if (!listener || listener.subscriptions.size >= mostSubscriptions) {
        throw new Forbidden('live.too-many', `A socket has at most ${mostSubscriptions} subscriptions.`);
      }
      const subscription = new Subscription(randomUUID(), socket, wanted);
      listener.subscriptions.set(subscription.id, subscription);
      const position = await this.hub.join(subscription, cursor).catch((error: unknown) => {
        listener.subscriptions.delete(subscription.id);
        throw error;
      });
      if (!this.listeners.has(socket)) this.hub.leave(subscription);
      return { ok: true, subscription: subscription.id, seq: 0, cursor: String(cursor ?? position) };
    } catch (error) {
      return { ok: false, problem: problemOf(error, '/live', socket.id) };
    }
  }

  private close(socket: Socket): void {
    socket.emit('closed', { code: 'auth.session-ended' });
    socket.disconnect(true);
  }
}
