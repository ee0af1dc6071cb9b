import { Service, effect, signal } from '@angular/core';

const key = 'fleet.queries';
const most = 12;

/** What was searched for in this browser, the latest first. */
@Service()
export class RecentQueries {
  private readonly list = signal<readonly string[]>(stored());
  readonly all = this.list.asReadonly();

  constructor() {
    effect(() => localStorage.setItem(key, JSON.stringify(this.list())));
  }

  remember(q: string): void {
    if (q.trim() !== '') this.list.update((list) => remembered(list, q.trim()));
  }
}

/** The latest first, each once, and not too many. */
export function remembered(list: readonly string[], q: string): string[] {
  return [q, ...list.filter((each) => each !== q)].slice(0, most);
}

function stored(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
