import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { auditTime, filter, firstValueFrom, tap } from 'rxjs';
import { LoginsApi } from '../../api/logins-api';
import { PagedList } from '../../api/paged-list';
import { problemOf, sentenceOf } from '../../api/problem';
import { Job, KnownLogin, LoginCounts, LoginState } from '../../api/wire';
import { isUnderWay } from '../../bulk/jobs-state';
import { JobsStore } from '../../bulk/jobs-store';
import { sentenceOfLogin } from '../../server/login-steps';
import { Notices } from '../../ui/notices';
import { countOf, counted } from '../../ui/number';

/** What changes where keys log in. */
const kinds = new Set(['login-test', 'key-deploy', 'key-withdraw', 'rotation']);
/** While a job goes on, what it found is fetched no more often. */
const restMs = 1_000;

/** The servers that one key logs in to, and the tests of that. */
@Service({ autoProvided: false })
export class LoginStore {
  private readonly api = inject(LoginsApi);
  private readonly jobs = inject(JobsStore);
  private readonly notices = inject(Notices);
  private readonly id = signal('');
  private readonly orderedId = signal<string | null>(null);

  readonly state = signal<LoginState | null>(null);
  /** Of all servers, whichever are shown. */
  readonly counts = signal<LoginCounts | null>(null);
  readonly list = new PagedList<KnownLogin>((page) =>
    this.api
      .list(this.id(), { ...(this.state() && { state: this.state()! }) }, page)
      .pipe(tap(({ counts }) => this.counts.set(counts))),
  );
  /** Ids of the servers that are being tested, one at a time. */
  readonly busy = signal<ReadonlySet<string>>(new Set());
  readonly isOrdering = signal(false);
  /** The tests that were ordered here, while they go on. */
  readonly running = computed<Job | null>(() => {
    const id = this.orderedId();
    const job = id === null ? undefined : this.jobs.job(id);
    return job && isUnderWay(job) ? job : null;
  });

  constructor() {
    this.jobs.heard
      .pipe(
        filter(({ kind }) => kinds.has(kind)),
        auditTime(restMs),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.list.refresh());
  }

  show(id: string): void {
    if (id === this.id()) return;
    this.id.set(id);
    this.state.set(null);
    this.counts.set(null);
    this.orderedId.set(null);
    this.list.restart();
  }

  look(state: LoginState | null): void {
    this.state.set(state);
    this.list.restart();
  }

  async testOne({ serverId, hostname }: KnownLogin): Promise<void> {
    this.busy.update((busy) => new Set(busy).add(serverId));
    await this.test([serverId], hostname);
    this.busy.update((busy) => new Set([...busy].filter((id) => id !== serverId)));
  }

  /** All that there are, or all of one state. */
  async testAll(state: LoginState | null): Promise<void> {
    await this.done(async () => {
      const logins = await this.all(state);
      if (logins.length > 0)
        await this.order(
          logins.map(({ serverId }) => serverId),
          null,
        );
    });
  }

  async test(serverIds: readonly string[], hostname: string | null = null): Promise<void> {
    await this.done(() => this.order(serverIds, hostname));
  }

  /** Also those that are not shown. */
  all(state: LoginState | null): Promise<KnownLogin[]> {
    return firstValueFrom(this.api.all(this.id(), state ? { state } : {}));
  }

  private async order(serverIds: readonly string[], hostname: string | null): Promise<void> {
    const answer = await firstValueFrom(this.api.test(this.id(), { serverIds }));
    if ('jobId' in answer) {
      this.jobs.follow(answer.job);
      this.orderedId.set(answer.jobId);
      return;
    }
    this.list.refresh();
    const [first] = answer.results;
    if (hostname !== null && first) this.tell(`${hostname}: ${sentenceOfLogin(first)}`, first.ok);
    else this.tellAll(answer.results.filter(({ ok }) => ok).length, answer.results.length);
  }

  private tellAll(ok: number, all: number): void {
    this.tell(`${countOf(ok)} of ${counted(all, 'server')} ${all === 1 ? 'logs' : 'log'} in`, ok === all);
  }

  private tell(text: string, isGood: boolean): void {
    if (isGood) this.notices.say(text);
    else this.notices.fail(text);
  }

  private async done(work: () => Promise<void>): Promise<void> {
    this.isOrdering.set(true);
    try {
      await work();
    } catch (error) {
      this.notices.fail(`Not tested. ${sentenceOf(problemOf(error))}`);
    }
    this.isOrdering.set(false);
  }
}
