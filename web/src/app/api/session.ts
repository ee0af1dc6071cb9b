import { HttpClient } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { LiveSocket } from './live-socket';
import { problemOf } from './problem';
import { Role, SignedIn, User, roles } from './wire';

/** Who is signed in here. The proof is an HttpOnly cookie that the console never sees. */
@Service()
export class Session {
  private readonly http = inject(HttpClient);
  private readonly socket = inject(LiveSocket);
  private readonly signedIn = signal<User | null>(null);
  private restoring: Promise<void> | null = null;

  readonly user = this.signedIn.asReadonly();
  readonly canWrite = computed(() => this.may('operator'));
  readonly isAdmin = computed(() => this.may('admin'));
  /** The session was there and is over, not by the person's own wish. */
  readonly wasEnded = signal(false);

  constructor() {
    this.socket.events.subscribe((event) => {
      if (event.type === 'ended') this.end();
    });
  }

  /** Asks once whether the cookie is still good. An unreachable server leaves the question open for the next time. */
  restore(): Promise<void> {
    if (this.signedIn()) return Promise.resolve();
    this.restoring ??= this.askWhoIAm().finally(() => (this.restoring = null));
    return this.restoring;
  }

  /** Throws what the request failed with. */
  async signIn(email: string, password: string): Promise<void> {
    const answer = await firstValueFrom(this.http.post<SignedIn>('/api/v1/auth/login', { email, password }));
    this.begin(answer.user);
  }

  async signOut(): Promise<void> {
    await firstValueFrom(this.http.post('/api/v1/auth/logout', null));
    this.leave();
    this.wasEnded.set(false);
  }

  /** The server ends every other session of this person; this one has the new password's. */
  async changePassword(current: string, next: string): Promise<void> {
    await firstValueFrom(this.http.post('/api/v1/auth/password', { current, next }));
    this.signedIn.update((user) => user && { ...user, mustChangePassword: false });
  }

  /** What a 401 or the closed socket means. */
  end(): void {
    if (!this.signedIn()) return;
    this.wasEnded.set(true);
    this.leave();
  }

  private async askWhoIAm(): Promise<void> {
    try {
      this.begin(await firstValueFrom(this.http.get<User>('/api/v1/auth/me')));
    } catch (error) {
      if (problemOf(error).status !== 401) return;
      this.signedIn.set(null);
    }
  }

  private begin(user: User): void {
    this.signedIn.set(user);
    this.wasEnded.set(false);
    void this.socket.open();
  }

  private leave(): void {
    this.signedIn.set(null);
    this.socket.close();
  }

  private may(role: Role): boolean {
    const own = this.signedIn()?.role;
    return own !== undefined && roles.indexOf(own) >= roles.indexOf(role);
  }
}
