import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { Subject } from 'rxjs';
import { ContactEvent, after, connectionOf, noContact, pollSeconds } from './connection';
import { LiveSocket } from './live-socket';

/** Who asks at once after a change of fortune need not ask again sooner than this. */
const restMs = 3_000;

/**
 * What the console knows of reaching the server, gathered from every request and every packet; and the beat on which
 * pages fetch again, live or not, as the net below the socket.
 */
@Service()
export class ContactStore {
  private readonly socket = inject(LiveSocket);
  private readonly contact = signal(noContact(Date.now()));
  private readonly now = signal(Date.now());
  private readonly pulse = new Subject<void>();
  private beatAt = Date.now();

  readonly connection = computed(() => connectionOf(this.contact(), this.now()));
  readonly isOffline = computed(() => this.connection().form === 'offline');
  /** Every 15 s, and at once when the socket went away or the network came back. */
  readonly beats = this.pulse.asObservable();

  constructor() {
    this.socket.events.subscribe((event) => {
      if (event.type === 'up') this.saw({ type: 'up', at: Date.now() });
      else if (event.type === 'message' || event.type === 'ping') this.saw({ type: 'heard', at: Date.now() });
      else if (event.type === 'down') {
        this.saw({ type: 'down', at: Date.now() });
        this.beat();
      }
    });
    const tick = setInterval(() => this.tick(), 500);
    const online = () => this.hurry();
    const offline = () => this.note('failed');
    const visible = () => document.visibilityState === 'visible' && this.hurry();
    addEventListener('online', online);
    addEventListener('offline', offline);
    document.addEventListener('visibilitychange', visible);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(tick);
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', visible);
    });
  }

  note(type: 'answered' | 'failed'): void;
  note(type: 'subscribed', all: boolean): void;
  note(type: 'answered' | 'failed' | 'subscribed', all = false): void {
    const wasOffline = this.isOffline();
    this.saw(type === 'subscribed' ? { type, all, at: Date.now() } : { type, at: Date.now() });
    if (type === 'answered' && wasOffline) this.socket.nudge();
  }

  private saw(event: ContactEvent): void {
    this.contact.update((contact) => after(contact, event));
    this.now.set(event.at);
  }

  private tick(): void {
    this.now.set(Date.now());
    const everySeconds = this.isOffline() ? 4 : pollSeconds;
    if (Date.now() - this.beatAt >= everySeconds * 1000) this.beat();
  }

  private hurry(): void {
    this.socket.nudge();
    if (Date.now() - this.beatAt > restMs) this.beat();
  }

  private beat(): void {
    this.beatAt = Date.now();
    this.pulse.next();
  }
}
