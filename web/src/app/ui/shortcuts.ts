import { DestroyRef, DOCUMENT, Service, inject } from '@angular/core';
import { Action, keyOf, pressed } from './chords';

const chordMs = 1_200;

/** Answers `false` when there was nothing to do, so that the one who registered before gets a turn. */
type Handler = () => boolean | void;

/** Single keys for the whole console. They rest while somebody types, or is in a dialog or a menu. */
@Service()
export class Shortcuts {
  private readonly handlers = new Map<Action, Handler[]>();
  private pending = '';
  private pendingUntil = 0;

  constructor() {
    const document = inject(DOCUMENT);
    const hear = (event: KeyboardEvent) => this.heard(event);
    document.addEventListener('keydown', hear);
    inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', hear));
  }

  /** Until `owner` is destroyed. The latest registered is asked first. */
  on(owner: DestroyRef, handlers: Partial<Record<Action, Handler>>): void {
    for (const [action, handler] of Object.entries(handlers) as [Action, Handler][]) {
      const list = this.handlers.get(action) ?? [];
      this.handlers.set(action, list);
      list.unshift(handler);
      owner.onDestroy(() => list.splice(list.indexOf(handler), 1));
    }
  }

  private heard(event: KeyboardEvent): void {
    const key = keyOf(event);
    if (event.defaultPrevented || event.isComposing || key === null) return;
    if (key !== 'Control+k' && isElsewhere(event.target)) return;
    const { pending, action } = pressed(Date.now() < this.pendingUntil ? this.pending : '', key);
    this.pending = pending;
    this.pendingUntil = Date.now() + chordMs;
    if (!action || (action === 'open' && isOperable(event.target))) return;
    const taken = this.handlers.get(action)?.some((handler) => handler() !== false);
    if (taken) event.preventDefault();
  }
}

function isElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]') !==
      null
  );
}

/** Enter on a link or a button is that link's or button's own. */
function isOperable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button') !== null;
}
