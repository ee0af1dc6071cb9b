import { Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { Subject, catchError, map, of, startWith, switchMap } from 'rxjs';
import { DiscoveryApi } from '../api/discovery-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { Finding, Reconciliation } from '../api/wire';
import { Clock } from '../ui/clock';
import { Notices } from '../ui/notices';
import { countOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { clockOf, wordsSince } from '../ui/time';
import { wordsOfItem } from './findings';

/** Where the inventory and the network do not agree, and what mends it. */
@Component({
  selector: 'fleet-reconciliation-page',
  imports: [ProblemPanel, RouterLink],
  templateUrl: './reconciliation-page.html',
  styleUrl: './reconciliation-page.css',
})
export class ReconciliationPage {
  private readonly api = inject(DiscoveryApi);
  private readonly notices = inject(Notices);
  private readonly asked = new Subject<void>();
  protected readonly clock = inject(Clock);
  protected readonly report = signal<Reconciliation | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;
  protected readonly wordsSince = wordsSince;
  protected readonly wordsOfItem = wordsOfItem;

  constructor() {
    this.asked
      .pipe(
        startWith(undefined),
        switchMap(() =>
          this.api.reconciliation().pipe(
            map((report) => ({ report, problem: null })),
            catchError((error: unknown) => of({ report: null, problem: problemOf(error) })),
          ),
        ),
        takeUntilDestroyed(),
      )
      .subscribe(({ report, problem }) => {
        this.problem.set(problem);
        if (report) this.report.set(report);
      });
  }

  protected refresh(): void {
    this.asked.next();
  }

  /** The next items of a finding, below those that are there. */
  protected more({ kind, nextCursor }: Finding): void {
    if (nextCursor === null) return;
    this.api.finding(kind, nextCursor).subscribe({
      next: (next) => this.report.update((report) => report && withMore(report, next)),
      error: (error: unknown) => this.notices.fail(`Not fetched. ${sentenceOf(problemOf(error))}`),
    });
  }
}

function withMore(report: Reconciliation, next: Finding): Reconciliation {
  const findings = report.findings.map((finding) =>
    finding.kind === next.kind ? { ...next, items: [...finding.items, ...next.items] } : finding,
  );
  return { ...report, findings };
}
