import { Service, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { EMPTY, Subject, catchError, exhaustMap, from, map, merge, mergeMap } from 'rxjs';
import { PagedList } from '../api/paged-list';
import { TemplatesApi } from '../api/templates-api';
import { Template } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Undo } from '../bulk/undo';

/** Each is counted by itself; so many at once. */
const countedAtOnce = 2;

/** The templates, and how many servers of each are otherwise than it says. */
@Service({ autoProvided: false })
export class TemplatesStore {
  private readonly api = inject(TemplatesApi);
  private readonly drifts = signal<ReadonlyMap<string, number>>(new Map());
  private readonly counting = new Subject<readonly Template[]>();

  readonly templates = new PagedList<Template>((page) => this.api.list(page));
  /** By the id of a template, as far as they were counted. */
  readonly drifted = this.drifts.asReadonly();

  constructor() {
    this.templates.refresh();
    merge(inject(Undo).done, inject(JobsStore).ended)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.templates.refresh());
    this.counting
      .pipe(
        exhaustMap((templates) => from(templates).pipe(mergeMap((each) => this.driftOf(each), countedAtOnce))),
        takeUntilDestroyed(),
      )
      .subscribe(([id, count]) => this.drifts.update((drifts) => new Map(drifts).set(id, count)));
    effect(() => {
      const templates = this.templates.items() ?? [];
      untracked(() => this.counting.next(templates.filter(({ servers }) => servers.total > 0)));
    });
  }

  private driftOf({ id }: Template) {
    return this.api.drift(id, { limit: 1 }).pipe(
      map(({ summary }): [string, number] => [id, summary.drifted]),
      catchError(() => EMPTY),
    );
  }
}
