import { Component, DestroyRef, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { Clock } from '../ui/clock';
import { counted, countOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { clockOf } from '../ui/time';
import { DiscoverySheets } from './discovery-sheets';
import { isUnderWay, networksOf, titleOf, wordsOfRecall } from './recall';
import { ScanActions } from './scan-actions';
import { ScanProgressBar } from './scan-progress';
import { ScheduleList } from './schedule-list';
import { ScansStore } from './scans-store';

/** Who was looked for, when, and what was found: each scan a row. */
@Component({
  selector: 'fleet-scans-page',
  imports: [ProblemPanel, Reached, RouterLink, RowKeys, ScanActions, ScanProgressBar, ScheduleList],
  providers: [ScansStore],
  templateUrl: './scans-page.html',
  styleUrl: './scans-page.css',
})
export class ScansPage {
  private readonly router = inject(Router);
  private readonly sheets = inject(DiscoverySheets);
  protected readonly store = inject(ScansStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;
  protected readonly isUnderWay = isUnderWay;
  protected readonly networksOf = networksOf;
  protected readonly titleOf = titleOf;
  protected readonly wordsOfRecall = wordsOfRecall;

  protected readonly heading = computed(() => {
    const total = this.store.list.total();
    return total && total.value > 0 ? counted(total.value, 'scan') : '';
  });

  constructor() {
    inject(Shortcuts).on(inject(DestroyRef), {
      add: () => this.session.canWrite() && (void this.order(), true),
    });
  }

  protected async order(): Promise<void> {
    const scan = await this.sheets.order();
    if (scan) await this.router.navigate(['/discovery', scan.id]);
  }
}
