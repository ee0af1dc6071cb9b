import { Component, DestroyRef, computed, effect, inject, input, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router, RouterLink } from '@angular/router';
import { Subject, debounceTime } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { TagUse } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import { countOf, counted, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { carriersOf, headingOf, partsOf, shareWords } from './replacing';
import { TagsStore } from './tags-store';

const typingMs = 200;

/** All tags of the fleet, how many servers carry each, and what they should rather be called. */
@Component({
  selector: 'fleet-tags-page',
  imports: [ProblemPanel, Reached, RouterLink, RowKeys],
  providers: [TagsStore],
  templateUrl: './tags-page.html',
  styleUrl: './tags-page.css',
})
export class TagsPage {
  readonly prefix = input('', { transform: (prefix: string | undefined) => prefix ?? '' });

  private readonly router = inject(Router);
  private readonly dialogs = inject(Dialogs);
  private readonly rows = viewChild(RowKeys);
  private readonly typed = new Subject<string>();
  protected readonly store = inject(TagsStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly countOf = countOf;
  protected readonly counted = counted;
  protected readonly partsOf = partsOf;
  protected readonly shareWords = shareWords;

  protected readonly heading = computed(() => {
    const total = this.store.tags.total();
    return total && total.value > 0 ? totalOf(total) : '';
  });

  constructor() {
    effect(() => {
      const prefix = this.prefix();
      untracked(() => this.store.show(prefix));
    });
    this.typed.pipe(debounceTime(typingMs), takeUntilDestroyed()).subscribe((prefix) => {
      void this.router.navigate([], { queryParams: { prefix: prefix || null }, replaceUrl: true });
    });
    inject(Shortcuts).on(inject(DestroyRef), {
      select: () => this.withRow((use) => this.toggle(use)),
      edit: () => this.withRow((use) => void this.replace([use])),
      back: () => this.store.clear(),
    });
  }

  protected filter(text: string): void {
    this.typed.next(text.trim());
  }

  protected queryOf(tag: string): string {
    return carriersOf([tag]);
  }

  /** Of all servers, from 0 to 1; nothing while those are not counted. */
  protected shareOf({ uses }: TagUse): number | null {
    const fleet = this.store.fleet();
    return fleet ? Math.min(1, uses / fleet) : null;
  }

  protected toggle({ tag }: TagUse): void {
    this.store.toggle(tag);
  }

  protected async replace(tags: readonly TagUse[]): Promise<void> {
    await this.open(() => import('./tag-sheet').then((m) => m.TagSheet), headingOf(tags), tags);
  }

  protected async remove(tags: readonly TagUse[]): Promise<void> {
    const label = tags.length === 1 ? `Remove ${tags[0]!.tag}` : `Remove ${counted(tags.length, 'tag')}`;
    await this.open(() => import('./removal-sheet').then((m) => m.RemovalSheet), label, tags);
  }

  private withRow(act: (use: TagUse) => void): boolean {
    const use = this.store.tags.items()?.[this.rows()?.place() ?? -1];
    if (!use || !this.session.canWrite()) return false;
    act(use);
    return true;
  }

  private async open(sheet: () => Promise<new () => unknown>, label: string, tags: readonly TagUse[]): Promise<void> {
    const isDone = await this.dialogs.open<boolean, readonly TagUse[]>(sheet, {
      shape: 'wide-sheet',
      label,
      data: tags,
    });
    if (!isDone) return;
    this.store.clear();
    this.store.tags.refresh();
  }
}
