import { Directive, ElementRef, afterNextRender, inject, output, DestroyRef } from '@angular/core';

/** Says when its element comes near the screen, so that what follows is there before one looks. */
@Directive({ selector: '[fleetReached]' })
export class Reached {
  readonly fleetReached = output<void>();

  constructor() {
    const element = inject<ElementRef<Element>>(ElementRef).nativeElement;
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      const watching = new IntersectionObserver(
        (seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.fleetReached.emit(),
        { rootMargin: '400px' },
      );
      watching.observe(element);
      destroyed.onDestroy(() => watching.disconnect());
    });
  }
}
