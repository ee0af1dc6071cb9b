import { Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subscription } from 'rxjs';
import { ContactStore } from '../../api/contact-store';
import { CredentialsApi } from '../../api/credentials-api';
import { PagedList } from '../../api/paged-list';
import { Problem, problemOf } from '../../api/problem';
import { RotationsApi } from '../../api/rotations-api';
import { KeyVersion, Rotation, RotationServer, RotationServerState } from '../../api/wire';
import { RotationNews } from './rotation-news';

const mostVersions = 200;

/** One rotation, its servers as far as they were asked for, and what its two keys look like. */
@Service({ autoProvided: false })
export class RotationStore {
  private readonly api = inject(RotationsApi);
  private readonly credentials = inject(CredentialsApi);
  private readonly known = signal<Rotation | null>(null);
  private id = '';
  private state: RotationServerState | null = null;
  private fetching: Subscription | null = null;

  readonly rotation = this.known.asReadonly();
  readonly problem = signal<Problem | null>(null);
  readonly servers = new PagedList<RotationServer>((page) => this.api.servers(this.id, this.state, page));
  /** Nothing while they are not known; the page is of use without them. */
  readonly versions = signal<readonly KeyVersion[]>([]);

  constructor() {
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => this.ask());
    inject(RotationNews)
      .of((jobId) => jobId === this.known()?.jobId)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
  }

  show(id: string, state: RotationServerState | null): void {
    const isOther = id !== this.id;
    this.id = id;
    this.state = state;
    this.servers.restart();
    if (!isOther) return;
    this.known.set(null);
    this.versions.set([]);
    this.ask();
  }

  refresh(): void {
    this.ask();
    this.servers.refresh();
  }

  /** After a turn of our own: its answer is the newest there is. */
  took(rotation: Rotation): void {
    this.fetching?.unsubscribe();
    this.known.set(rotation);
    this.problem.set(null);
    this.servers.refresh();
  }

  private ask(): void {
    if (this.id === '') return;
    this.fetching?.unsubscribe();
    this.fetching = this.api.rotation(this.id).subscribe({
      next: (rotation) => {
        this.known.set(rotation);
        this.problem.set(null);
        if (this.versions().length === 0) this.askForKeys(rotation);
      },
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }

  private askForKeys({ id, credentialId }: Rotation): void {
    this.credentials.versions(credentialId, { limit: mostVersions }).subscribe({
      next: ({ items }) => id === this.id && this.versions.set(items),
      error: () => undefined,
    });
  }
}
