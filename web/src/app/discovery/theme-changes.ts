import { DestroyRef, Signal, inject, signal } from '@angular/core';

/** Counts the changes of the colours, for what is drawn and does not follow by itself. */
export function themeChanges(): Signal<number> {
  const count = signal(0);
  const changed = () => count.update((before) => before + 1);
  const watching = new MutationObserver(changed);
  watching.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', changed);
  inject(DestroyRef).onDestroy(() => {
    watching.disconnect();
    dark.removeEventListener('change', changed);
  });
  return count;
}
