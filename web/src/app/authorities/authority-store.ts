import { Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subscription } from 'rxjs';
import { AuthoritiesApi } from '../api/authorities-api';
import { ContactStore } from '../api/contact-store';
import { PagedList } from '../api/paged-list';
import { Problem, problemOf } from '../api/problem';
import { Authority, Certificate, TrustState, TrustingServer } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';

/** One authority, who trusts it, and what it signed. */
@Service({ autoProvided: false })
export class AuthorityStore {
  private readonly api = inject(AuthoritiesApi);
  private readonly id = signal('');
  private readonly known = signal<Authority | null>(null);
  private fetching: Subscription | null = null;

  readonly authority = this.known.asReadonly();
  readonly problem = signal<Problem | null>(null);
  readonly trust = signal<TrustState | null>(null);
  readonly servers = new PagedList<TrustingServer>((page) => this.api.servers(this.id(), this.trust(), page));
  readonly certificates = new PagedList<Certificate>((page) => this.api.certificates(this.id(), page));

  constructor() {
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => this.fetch());
    inject(JobsStore)
      .ended.pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
  }

  show(id: string): void {
    this.id.set(id);
    this.known.set(null);
    this.fetch();
    this.servers.restart();
    this.certificates.restart();
  }

  narrow(trust: TrustState | null): void {
    if (this.trust() === trust) return;
    this.trust.set(trust);
    this.servers.restart();
  }

  refresh(): void {
    this.fetch();
    this.servers.refresh();
    this.certificates.refresh();
  }

  private fetch(): void {
    this.fetching?.unsubscribe();
    this.fetching = this.api.authority(this.id()).subscribe({
      next: (authority) => {
        this.known.set(authority);
        this.problem.set(null);
      },
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }
}
