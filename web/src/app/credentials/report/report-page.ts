import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { Subject, catchError, map, of, startWith, switchMap } from 'rxjs';
import { ContactStore } from '../../api/contact-store';
import { KeyReportApi } from '../../api/key-report-api';
import { Problem, problemOf, sentenceOf } from '../../api/problem';
import { KeyFinding, KeyReport } from '../../api/wire';
import { Clock } from '../../ui/clock';
import { Notices } from '../../ui/notices';
import { totalOf } from '../../ui/number';
import { ProblemPanel } from '../../ui/problem-panel';
import { clockOf } from '../../ui/time';
import { KeysHeader } from '../keys-header';
import { pageOfItem, piecesOf, wordsOf } from './findings';

/** More than that are looked at in the list that a finding leads to. */
const mostItems = 1_000;

/** Which keys want attention, the worst first, each with its remedy. What is in order takes one line. */
@Component({
  selector: 'fleet-key-report-page',
  imports: [KeysHeader, ProblemPanel, RouterLink],
  templateUrl: './report-page.html',
  styleUrl: './report-page.css',
})
export class KeyReportPage {
  private readonly api = inject(KeyReportApi);
  private readonly notices = inject(Notices);
  private readonly asked = new Subject<void>();
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly report = signal<KeyReport | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly isFetching = signal(true);
  protected readonly clockOf = clockOf;
  protected readonly totalOf = totalOf;
  protected readonly wordsOf = wordsOf;
  protected readonly pageOfItem = pageOfItem;
  protected readonly piecesOf = piecesOf;

  protected readonly troubles = computed(() => this.report()?.findings.filter(({ total }) => total.value > 0) ?? []);
  protected readonly inOrder = computed(
    () =>
      this.report()
        ?.findings.filter(({ total }) => total.value === 0)
        .map((finding) => wordsOf(finding).title) ?? [],
  );

  constructor() {
    this.asked
      .pipe(
        startWith(undefined),
        switchMap(() => {
          this.isFetching.set(true);
          return this.api.report().pipe(
            map((report) => ({ report, problem: null })),
            catchError((error: unknown) => of({ report: null, problem: problemOf(error) })),
          );
        }),
        takeUntilDestroyed(),
      )
      .subscribe(({ report, problem }) => {
        this.isFetching.set(false);
        this.problem.set(problem);
        if (report) this.report.set(report);
      });
  }

  protected refresh(): void {
    this.asked.next();
  }

  protected hasMore({ items, total }: KeyFinding): boolean {
    return items.length < Math.min(total.value, mostItems);
  }

  protected more({ kind }: KeyFinding): void {
    this.api.finding(kind, mostItems).subscribe({
      next: (whole) => this.report.update((report) => report && withWhole(report, whole)),
      error: (error: unknown) => this.notices.fail(`Not fetched. ${sentenceOf(problemOf(error))}`),
    });
  }
}

function withWhole(report: KeyReport, whole: KeyReport): KeyReport {
  const findings = report.findings.map(
    (finding) => whole.findings.find(({ kind }) => kind === finding.kind) ?? finding,
  );
  return { ...report, findings };
}
