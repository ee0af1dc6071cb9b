import { Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subscription } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { CredentialsApi } from '../api/credentials-api';
import { PagedList } from '../api/paged-list';
import { Problem, problemOf } from '../api/problem';
import { Credential, KeyVersion } from '../api/wire';

/** One credential and the keys that it has had. */
@Service({ autoProvided: false })
export class CredentialStore {
  private readonly api = inject(CredentialsApi);
  private readonly id = signal('');
  private readonly known = signal<Credential | null>(null);
  private fetching: Subscription | null = null;

  readonly credential = this.known.asReadonly();
  readonly problem = signal<Problem | null>(null);
  readonly versions = new PagedList<KeyVersion>((page) => this.api.versions(this.id(), page));

  constructor() {
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => this.fetch());
  }

  show(id: string): void {
    this.id.set(id);
    this.known.set(null);
    this.fetch();
    this.versions.restart();
  }

  refresh(): void {
    this.fetch();
    this.versions.refresh();
  }

  /** After a write of our own: its answer is the newest there is. */
  took(credential: Credential): void {
    this.known.set(credential);
    this.refresh();
  }

  private fetch(): void {
    this.fetching?.unsubscribe();
    this.fetching = this.api.credential(this.id()).subscribe({
      next: (credential) => {
        this.known.set(credential);
        this.problem.set(null);
      },
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }
}
