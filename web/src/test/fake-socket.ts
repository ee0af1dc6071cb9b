import { Subject } from 'rxjs';
import { Ack, SocketEvent } from '../app/api/live-socket';

interface Asked {
  name: string;
  body: Record<string, unknown>;
  subscription: string;
}

/** The socket's place in a test: what a server would say is said by the test. */
export class FakeSocket {
  private readonly stream = new Subject<SocketEvent>();
  readonly events = this.stream.asObservable();
  readonly asked: Asked[] = [];
  readonly told: string[] = [];
  isUp = false;
  isOpen = false;
  nudges = 0;
  /** How the next questions are answered; by default each gets its subscription. */
  answer: (asked: Asked) => Ack = ({ subscription }) => ({
    ok: true,
    subscription,
    seq: 0,
    cursor: `at-${subscription}`,
  });

  open(): Promise<void> {
    this.isOpen = true;
    return Promise.resolve();
  }

  close(): void {
    this.isOpen = false;
    this.isUp = false;
  }

  nudge(): void {
    this.nudges += 1;
  }

  ask(name: string, body: object, answered: (ack: Ack) => void): void {
    const asked = { name, body: body as Record<string, unknown>, subscription: `s${this.asked.length + 1}` };
    this.asked.push(asked);
    answered(this.answer(asked));
  }

  tell(name: string, body: object): void {
    this.told.push(`${name} ${Object.values(body).join(' ')}`);
  }

  up(): void {
    this.isUp = true;
    this.stream.next({ type: 'up' });
  }

  down(): void {
    this.isUp = false;
    this.stream.next({ type: 'down' });
  }

  endSession(): void {
    this.stream.next({ type: 'ended', code: 'auth.session-ended' });
  }

  /** A message of the server, to the last subscription that was asked for in this way, and to all that asked for the same. */
  say(name: string, to: 'q' | 'ids' | 'overview' | 'jobs' | 'scans', body: object, seq = 1): void {
    const asked = this.asked.findLast((each) => to in each.body);
    const numbered = { seq, cursor: `c${seq}`, at: '2026-11-23T12:00:30.000Z' };
    for (const { subscription } of this.asked.filter((each) => isSame(each, asked))) {
      this.stream.next({ type: 'message', name, body: { subscription, ...numbered, ...body } });
    }
  }
}

function isSame(one: Asked, other: Asked | undefined): boolean {
  return JSON.stringify(one.body) === JSON.stringify(other?.body);
}
