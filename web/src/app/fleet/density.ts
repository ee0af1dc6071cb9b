import { Service, computed, effect, signal } from '@angular/core';

const key = 'fleet.density';

/** How close the rows stand, remembered in this browser. */
@Service()
export class Density {
  readonly isCompact = signal(localStorage.getItem(key) === 'compact');
  readonly rowHeight = computed(() => (this.isCompact() ? 27 : 33));

  constructor() {
    effect(() => localStorage.setItem(key, this.isCompact() ? 'compact' : 'normal'));
  }

  toggle(): void {
    this.isCompact.update((isCompact) => !isCompact);
  }
}
