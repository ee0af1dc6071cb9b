import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { EMPTY, Subject, Subscription, auditTime, catchError, merge, switchMap, tap } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { DiscoveryApi, HostQuery } from '../api/discovery-api';
import { Live } from '../api/live';
import { PagedList } from '../api/paged-list';
import { Problem, problemOf } from '../api/problem';
import { Scan, ScanHost } from '../api/wire';
import { Undo } from '../bulk/undo';

/** So many hosts the picture is drawn of. */
const mostDrawn = 20_000;
/** While a scan finds more, what it found is fetched no more often. */
const restMs = 1_000;

/** One scan, its hosts as far as they were asked for, and all of them for the picture. */
@Service({ autoProvided: false })
export class ScanStore {
  private readonly api = inject(DiscoveryApi);
  private readonly looks = new Subject<void>();
  private readonly shown = new Subject<void>();
  private id = '';
  private query: HostQuery = {};
  private fetching: Subscription | null = null;

  readonly scan = signal<Scan | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly hosts = new PagedList<ScanHost>((page) => this.api.hosts(this.id, this.query, page));
  readonly drawn = signal<readonly ScanHost[]>([]);
  readonly isCut = computed(() => this.drawn().length >= mostDrawn);

  constructor() {
    const live = inject(Live).hear({ scans: true });
    live.pipe(takeUntilDestroyed()).subscribe((news) => {
      if (news.kind === 'scan' && news.scan.id === this.id) this.took(news.scan);
      else if (news.kind === 'resync') this.refresh();
    });
    merge(inject(Undo).done, inject(ContactStore).beats)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
    const again = this.looks.pipe(
      auditTime(restMs),
      tap(() => this.hosts.refresh()),
    );
    merge(this.shown, again)
      .pipe(
        switchMap(() => this.api.allHosts(this.id, mostDrawn).pipe(catchError(() => EMPTY))),
        takeUntilDestroyed(),
      )
      .subscribe((hosts) => this.drawn.set(hosts));
  }

  show(id: string, query: HostQuery): void {
    const isOther = id !== this.id;
    this.id = id;
    this.query = query;
    this.hosts.restart();
    if (!isOther) return;
    this.scan.set(null);
    this.drawn.set([]);
    this.shown.next();
    this.ask();
  }

  refresh(): void {
    if (this.id === '') return;
    this.ask();
    this.looks.next();
  }

  took(scan: Scan): void {
    const before = this.scan();
    this.scan.set(scan);
    this.problem.set(null);
    const isSame = JSON.stringify([before?.found, before?.status]) === JSON.stringify([scan.found, scan.status]);
    if (before && !isSame) this.looks.next();
  }

  private ask(): void {
    this.fetching?.unsubscribe();
    this.fetching = this.api.scan(this.id).subscribe({
      next: (scan) => this.took(scan),
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }
}
