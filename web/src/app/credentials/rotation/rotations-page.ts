import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../../api/contact-store';
import { PagedList } from '../../api/paged-list';
import { RotationQuery, RotationsApi } from '../../api/rotations-api';
import { Rotation, RotationStatus, rotationStatuses } from '../../api/wire';
import { Clock } from '../../ui/clock';
import { countOf, counted } from '../../ui/number';
import { ProblemPanel } from '../../ui/problem-panel';
import { Reached } from '../../ui/reached';
import { RowKeys } from '../../ui/row-keys';
import { clockOf } from '../../ui/time';
import { KeysHeader } from '../keys-header';
import { RotationBar } from './rotation-bar';
import { RotationNews } from './rotation-news';
import { Standing, tallyOf, wavesOver } from './tally';
import { wordsOfStatus } from './words';

/** Who got which new key when, and how far it is. Which are shown stands in the address. */
@Component({
  selector: 'fleet-rotations-page',
  imports: [KeysHeader, ProblemPanel, Reached, RotationBar, RouterLink, RowKeys],
  templateUrl: './rotations-page.html',
  styleUrl: './rotations-page.css',
})
export class RotationsPage {
  readonly status = input<string>();
  /** Only those of one key, by its id. */
  readonly key = input<string>();

  private readonly api = inject(RotationsApi);
  private readonly router = inject(Router);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;
  protected readonly statuses = rotationStatuses;
  protected readonly wordsOfStatus = wordsOfStatus;
  protected readonly wavesOver = wavesOver;
  protected readonly troubles = ['waiting', 'failed'] as const;

  protected readonly query = computed<RotationQuery>(() => {
    const [status, credentialId] = [rotationStatuses.find((each) => each === this.status()), this.key()];
    return { ...(credentialId && { credentialId }), ...(status && { status }) };
  });
  protected readonly isFiltered = computed(() => Object.keys(this.query()).length > 0);
  protected readonly list = new PagedList<Rotation>((page) => this.api.list(this.query(), page));
  protected readonly heading = computed(() => {
    const total = this.list.total();
    return total && total.value > 0 ? counted(total.value, 'rotation') : '';
  });
  protected readonly keyName = computed(() => this.list.items()?.[0]?.credentialName ?? 'one key');

  constructor() {
    effect(() => {
      this.query();
      untracked(() => this.list.restart());
    });
    inject(RotationNews)
      .of(() => true)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.list.refresh());
  }

  protected show(change: { status?: RotationStatus | null; key?: null }): void {
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }

  protected count({ waves, direction }: Rotation, standing: Standing): number {
    return tallyOf(waves, direction)[standing];
  }
}
