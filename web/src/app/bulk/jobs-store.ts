import { Service, computed, inject, signal } from '@angular/core';
import {
  EMPTY,
  Observable,
  Subject,
  catchError,
  concat,
  filter,
  firstValueFrom,
  forkJoin,
  from,
  mergeMap,
  of,
  takeWhile,
} from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { ContactStore } from '../api/contact-store';
import { Live } from '../api/live';
import { problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { Job } from '../api/wire';
import { Notices } from '../ui/notices';
import { JobsById, isUnderWay, withJob } from './jobs-state';

/** Long work, as far as it was heard of: by the live socket, and by asking where that is away. */
@Service()
export class JobsStore {
  private readonly api = inject(BulkApi);
  private readonly session = inject(Session);
  private readonly notices = inject(Notices);
  private readonly jobs = signal<JobsById>(new Map());
  private readonly news = new Subject<Job>();
  private readonly followedIds = signal<readonly string[]>([]);

  /** What this person ordered and has not put away, the latest last. */
  readonly followed = computed(() =>
    this.followedIds()
      .map((id) => this.jobs().get(id))
      .filter((job) => job !== undefined),
  );

  /** Whatever was heard of any job. */
  readonly heard = this.news.asObservable();
  /** A job that was under way is over. */
  readonly ended = this.heard.pipe(filter((job) => !isUnderWay(job)));

  constructor() {
    inject(Live)
      .hear({ jobs: true })
      .subscribe((news) => {
        if (news.kind === 'job') this.took(news.job);
        else if (news.kind === 'resync') this.begin();
      });
    inject(ContactStore).beats.subscribe(() => this.refetch());
  }

  job(id: string): Job | undefined {
    return this.jobs().get(id);
  }

  /** Shows it on every page until it is put away. */
  follow(job: Job): void {
    this.took(job);
    this.followedIds.update((ids) => [...ids.filter((id) => id !== job.id), job.id]);
  }

  putAway(id: string): void {
    this.followedIds.update((ids) => ids.filter((other) => other !== id));
  }

  /** The job as it goes on; completes when it is over. */
  watch(job: Job): Observable<Job> {
    this.took(job);
    const known = this.jobs().get(job.id) ?? job;
    return concat(of(known), this.news.pipe(filter(({ id }) => id === job.id))).pipe(takeWhile(isUnderWay, true));
  }

  /** Asks for those of which nothing is known yet. */
  learn(ids: readonly (string | null)[]): void {
    this.ask(ids.filter((id) => id !== null).filter((id) => !this.jobs().has(id)));
  }

  /** What it did so far stays, and can be taken back. */
  async cancel(id: string): Promise<void> {
    try {
      this.took(await firstValueFrom(this.api.cancel(id)));
    } catch (error) {
      this.notices.fail(`Not cancelled. ${sentenceOf(problemOf(error))}`);
    }
  }

  took(job: Job): void {
    const before = this.jobs();
    this.jobs.set(withJob(before, job));
    if (this.jobs() !== before) this.news.next(job);
  }

  /** What is under way when the console is opened; one's own work is followed again. */
  private begin(): void {
    this.refetch();
    forkJoin([this.api.jobs('running'), this.api.jobs('queued')])
      .pipe(catchError(() => EMPTY))
      .subscribe((pages) => {
        for (const job of pages.flatMap(({ items }) => items)) {
          const isOwn = job.actorName === this.session.user()?.email && job.changeSetId !== null;
          if (isOwn && !this.followedIds().includes(job.id)) this.follow(job);
          else this.took(job);
        }
      });
  }

  private refetch(): void {
    this.ask([...this.jobs().values()].filter(isUnderWay).map(({ id }) => id));
  }

  private ask(ids: readonly string[]): void {
    from(ids)
      .pipe(mergeMap((id) => this.api.job(id).pipe(catchError(() => EMPTY)), 4))
      .subscribe((job) => this.took(job));
  }
}
