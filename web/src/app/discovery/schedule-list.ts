import { Component, inject, input } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { DiscoveryApi } from '../api/discovery-api';
import { PagedList } from '../api/paged-list';
import { problemOf, sentenceOf } from '../api/problem';
import { ScanSchedule } from '../api/wire';
import { Clock } from '../ui/clock';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';
import { clockOf } from '../ui/time';
import { titleOf } from './recall';

/** Scans that begin by themselves, as long as there are any. */
@Component({
  selector: 'fleet-schedule-list',
  template: `
    @if (schedules.items()?.length) {
      <section class="panel" aria-labelledby="schedules-head">
        <h2 id="schedules-head">Begin by themselves</h2>
        <ul>
          @for (schedule of schedules.items(); track schedule.id) {
            <li>
              <span>{{ titleOf(schedule) }}</span>
              <span class="chip">{{ schedule.schedule }}</span>
              <span class="second">
                next at <time>{{ clockOf(schedule.nextAt, clock.now()) }}</time> UTC
              </span>
              @if (canEnd()) {
                <button
                  type="button"
                  class="link"
                  [attr.aria-label]="'End the schedule of ' + titleOf(schedule)"
                  (click)="end(schedule)"
                >
                  End
                </button>
              }
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    section {
      margin-bottom: 14px;
    }

    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 14px;
      padding-top: 6px;
    }
  `,
})
export class ScheduleList {
  private readonly api = inject(DiscoveryApi);
  private readonly dialogs = inject(Dialogs);
  private readonly notices = inject(Notices);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly titleOf = titleOf;

  readonly canEnd = input(false);
  protected readonly schedules = new PagedList<ScanSchedule>((page) => this.api.schedules(page));

  constructor() {
    this.schedules.refresh();
  }

  protected async end(schedule: ScanSchedule): Promise<void> {
    const isMeant = await this.dialogs.confirm({
      title: `End the schedule of ${titleOf(schedule)}?`,
      consequence: 'It begins no more by itself. The scans that it began stay.',
      deed: 'End the schedule',
    });
    if (!isMeant) return;
    try {
      await firstValueFrom(this.api.endSchedule(schedule.id));
    } catch (error) {
      this.notices.fail(`Not ended. ${sentenceOf(problemOf(error))}`);
    }
    this.schedules.refresh();
  }
}
