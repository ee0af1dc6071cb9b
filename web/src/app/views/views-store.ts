import { Service, computed, inject, signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { catchError, combineLatest, firstValueFrom, of, switchMap } from 'rxjs';
import { problemOf, sentenceOf } from '../api/problem';
import { ViewsApi } from '../api/views-api';
import { ChangeView, SavedView } from '../api/wire';
import { Address } from '../ui/address';
import { Notices } from '../ui/notices';
import { isChanged, pageAt, parametersOf, pathOf, queryIn } from './view-state';

/** The views of the page that is shown, and the one that its address names. */
@Service()
export class ViewsStore {
  private readonly api = inject(ViewsApi);
  private readonly router = inject(Router);
  private readonly address = inject(Address);
  private readonly notices = inject(Notices);
  private readonly round = signal(0);
  private readonly listed = signal<readonly SavedView[] | null>(null);
  private readonly named = signal<SavedView | null>(null);

  /** Elsewhere those of the servers are offered. */
  readonly page = computed(() => pageAt(this.address.path()) ?? 'servers');
  readonly isHere = computed(() => pageAt(this.address.path()) !== null);
  readonly all = this.listed.asReadonly();
  private readonly id = computed(() =>
    this.isHere() ? ((this.address.params()['view'] as string | undefined) ?? null) : null,
  );
  readonly current = computed(() => (this.named()?.id === this.id() ? this.named() : null));
  readonly isChanged = computed(() => {
    const view = this.current();
    return view !== null && isChanged(view.page, view.query, this.address.params());
  });
  /** What the address shows now. */
  readonly shown = computed(() => queryIn(this.page(), this.address.params()));

  constructor() {
    combineLatest([toObservable(this.id), toObservable(this.round)])
      .pipe(switchMap(([id]) => (id ? this.api.view(id).pipe(catchError(() => of(null))) : of(null))))
      .subscribe((view) => this.named.set(view));
  }

  /** Fetches the list, because somebody wants to choose. */
  fetch(): void {
    this.api.list(this.page()).subscribe({
      next: ({ items }) => this.listed.set(items),
      error: (error: unknown) => this.notices.fail(`The views could not be fetched. ${sentenceOf(problemOf(error))}`),
    });
  }

  show(view: SavedView): void {
    const queryParams = { ...parametersOf(view.page, view.query), view: view.id };
    void this.router.navigate([pathOf(view.page)], { queryParams, queryParamsHandling: 'merge' });
  }

  leave(): void {
    void this.router.navigate([], { queryParams: { view: null }, queryParamsHandling: 'merge' });
  }

  /** Throws what it was refused with. */
  async save(name: string, shared: boolean): Promise<void> {
    const view = await firstValueFrom(this.api.save({ name, page: this.page(), query: this.shown(), shared }));
    this.notices.say(`Saved ${view.name}`);
    this.show(view);
  }

  /** Throws what it was refused with. */
  async change(view: SavedView, change: ChangeView, said: string): Promise<void> {
    await firstValueFrom(this.api.change(view, change));
    this.notices.say(said);
    this.round.update((round) => round + 1);
  }

  /** The same, where nothing is shown that a refusal could stand beside. */
  async changeNow(view: SavedView, change: ChangeView, said: string): Promise<void> {
    await this.change(view, change, said).catch((error: unknown) => this.refused('Not changed', error));
  }

  async remove(view: SavedView): Promise<void> {
    try {
      await firstValueFrom(this.api.remove(view));
      const wasShown = this.current()?.id === view.id;
      if (wasShown) this.leave();
      this.notices.offerUndo(`Deleted the view ${view.name}`, () => void this.bringBack(view, wasShown));
    } catch (error) {
      this.refused('Not deleted', error);
    }
  }

  /** Under a new id: the old one is in the audit. */
  private async bringBack({ name, page, query, shared }: SavedView, isShown: boolean): Promise<void> {
    try {
      const view = await firstValueFrom(this.api.save({ name, page, query, shared }));
      this.notices.say(`${view.name} is back`);
      if (isShown) this.show(view);
    } catch (error) {
      this.refused('Not brought back', error);
    }
  }

  private refused(what: string, error: unknown): void {
    this.notices.fail(`${what}. ${sentenceOf(problemOf(error))}`);
    this.round.update((round) => round + 1);
  }
}
