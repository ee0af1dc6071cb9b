import { Service, computed, effect, inject, untracked } from '@angular/core';
import { Router } from '@angular/router';
import { Address } from '../ui/address';
import { Clock } from '../ui/clock';
import { momentIn, named } from '../ui/moment';

/** Pages that can show what was. */
const pages = /^\/(servers(\/[^/]+)?)?$/;

/** Which moment the pages show. It is in the address, so that a link shows the same to everybody. */
@Service()
export class Past {
  private readonly router = inject(Router);
  private readonly address = inject(Address);
  private readonly clock = inject(Clock);

  readonly isPossible = computed(() => pages.test(this.address.path()));
  /** `null` is now. */
  readonly at = computed(() => {
    const text = this.isPossible() ? (this.address.params()['asOf'] as string | undefined) : undefined;
    return momentIn(text, untracked(this.clock.real));
  });
  readonly isShown = computed(() => this.at() !== null);
  /** As the API is asked for it. */
  readonly asOf = computed(() => {
    const at = this.at();
    return at === null ? null : named(at);
  });
  /** For links between pages that show the same moment. */
  readonly parameters = computed(() => (this.asOf() === null ? {} : { asOf: this.asOf() }));
  /** Why nothing can be done. */
  readonly reason = computed(() => (this.isShown() ? 'This is the past. Go back to now to change something.' : null));

  constructor() {
    effect(() => this.clock.stand(this.at()));
  }

  /** `null` goes back to now. */
  go(at: number | null, replaceUrl = false): void {
    const asOf = at === null ? null : named(at);
    void this.router.navigate([], { queryParams: { asOf }, queryParamsHandling: 'merge', replaceUrl });
  }
}
