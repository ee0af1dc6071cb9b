import { io, type Socket } from 'socket.io-client';
import { until } from './fleet.js';

export interface Heard {
  event: string;
  subscription: string;
  seq: number;
  cursor: string;
  id?: string;
  type?: string;
  changes?: { id: string; status: string }[];
  items?: { id: string; latencyMs: number | null }[];
  overview?: { total: number };
  reason?: string;
  code?: string;
}

interface Answer {
  ok: boolean;
  subscription: string;
  cursor: string;
  problem?: { status: number; code: string };
}

/** A client of the live socket that remembers all it heard. */
export class Ear {
  readonly heard: Heard[] = [];

  private constructor(readonly socket: Socket) {
    socket.onAny((event: string, message: Omit<Heard, 'event'>) => this.heard.push({ event, ...message }));
  }

  static async open(url: string, token: string | undefined, headers: Record<string, string> = {}): Promise<Ear> {
    const socket = io(`${url}/live`, {
      auth: token ? { token } : {},
      extraHeaders: headers,
      reconnection: false,
      forceNew: true,
      transports: ['websocket'],
    });
    const ear = new Ear(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: { code: string } }) =>
        reject(new Error(error.data?.code ?? error.message)),
      );
    });
    return ear;
  }

  ask(event: string, message: object): Promise<Answer> {
    return this.socket.emitWithAck(event, message) as Promise<Answer>;
  }

  /** What was heard of one subscription. */
  of(subscription: string): Heard[] {
    return this.heard.filter((message) => message.subscription === subscription);
  }

  waitFor(wanted: (message: Heard) => boolean): Promise<Heard> {
    return until(() => this.heard.find(wanted));
  }

  close(): void {
    this.socket.disconnect();
  }
}
