import { Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subscription, merge, tap } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { PagedList } from '../api/paged-list';
import { Problem, problemOf } from '../api/problem';
import { TemplatesApi } from '../api/templates-api';
import { DriftReport, DriftedServer, Template, TemplateVersion } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Undo } from '../bulk/undo';

/** One template, what it said before, and which of its servers are otherwise. */
@Service({ autoProvided: false })
export class TemplateStore {
  private readonly api = inject(TemplatesApi);
  private readonly id = signal('');
  private readonly known = signal<Template | null>(null);
  private fetching: Subscription | null = null;

  readonly template = this.known.asReadonly();
  readonly problem = signal<Problem | null>(null);
  readonly versions = new PagedList<TemplateVersion>((page) => this.api.versions(this.id(), page));
  readonly drift = new PagedList<DriftedServer>((page) =>
    this.api.drift(this.id(), page).pipe(tap(({ summary }) => this.summary.set(summary))),
  );
  readonly summary = signal<DriftReport['summary'] | null>(null);

  constructor() {
    merge(inject(Undo).done, inject(JobsStore).ended)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => this.fetch());
  }

  show(id: string): void {
    this.id.set(id);
    this.known.set(null);
    this.summary.set(null);
    this.fetch();
    this.versions.restart();
    this.drift.restart();
  }

  refresh(): void {
    this.fetch();
    this.versions.refresh();
    this.drift.refresh();
  }

  /** After a write of our own: its answer is the newest there is. */
  took(template: Template): void {
    this.known.set(template);
    this.refresh();
  }

  private fetch(): void {
    this.fetching?.unsubscribe();
    this.fetching = this.api.template(this.id()).subscribe({
      next: (template) => {
        this.known.set(template);
        this.problem.set(null);
      },
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }
}
