import { Service, signal } from '@angular/core';

export interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  undo: (() => void) | null;
  seconds: number;
}

const undoSeconds = 6;
const plainSeconds = 5;

/** Short news of what the person just did, at the foot of the page; one at a time, the latest wins. */
@Service()
export class Notices {
  private readonly shown = signal<Notice | null>(null);
  private lastId = 0;

  readonly current = this.shown.asReadonly();

  say(text: string): void {
    this.show({ text, tone: 'plain', undo: null, seconds: plainSeconds });
  }

  fail(text: string): void {
    this.show({ text, tone: 'bad', undo: null, seconds: 2 * plainSeconds });
  }

  /** Instead of "are you sure": it is done, and for six seconds it can be undone. */
  offerUndo(text: string, undo: () => void): void {
    this.show({ text, tone: 'plain', undo, seconds: undoSeconds });
  }

  /** Whether there was something to undo. */
  undo(): boolean {
    const undo = this.shown()?.undo;
    if (!undo) return false;
    this.shown.set(null);
    undo();
    return true;
  }

  dismiss(id: number): void {
    if (this.shown()?.id === id) this.shown.set(null);
  }

  private show(notice: Omit<Notice, 'id'>): void {
    this.lastId += 1;
    this.shown.set({ ...notice, id: this.lastId });
  }
}
