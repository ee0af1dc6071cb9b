import { DestroyRef, Service, computed, inject, signal } from '@angular/core';

/** The time, once a second, for every "4 min" on the screen. While a page shows the past it stands still there. */
@Service()
export class Clock {
  private readonly time = signal(Date.now());
  private readonly standing = signal<number | null>(null);

  readonly now = computed(() => this.standing() ?? this.time());
  /** Whatever a page shows. */
  readonly real = this.time.asReadonly();

  constructor() {
    const timer = setInterval(() => this.time.set(Date.now()), 1_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  /** At a moment of the past; with `null` it goes on. */
  stand(at: number | null): void {
    this.standing.set(at);
  }
}
