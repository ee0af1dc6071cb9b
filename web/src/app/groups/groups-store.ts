import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { merge } from 'rxjs';
import { GroupsApi } from '../api/groups-api';
import { PagedList } from '../api/paged-list';
import { Group } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Undo } from '../bulk/undo';
import { branchesOf, flatOf } from './tree';

/** The groups: a tree, or those with a text in their name. */
@Service({ autoProvided: false })
export class GroupsStore {
  private readonly api = inject(GroupsApi);
  private readonly q = signal('');
  private readonly opened = signal<ReadonlySet<string>>(new Set());

  readonly groups = new PagedList<Group>((page) => this.api.list(this.q(), page));
  readonly branches = computed(() => {
    const groups = this.groups.items();
    if (!groups) return null;
    return this.q() === '' ? branchesOf(groups, this.opened()) : flatOf(groups);
  });

  constructor() {
    merge(inject(Undo).done, inject(JobsStore).ended)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.groups.refresh());
  }

  show(q: string): void {
    this.q.set(q);
    this.groups.restart();
  }

  toggle(key: string): void {
    this.opened.update((opened) => {
      const keys = new Set(opened);
      if (!keys.delete(key)) keys.add(key);
      return keys;
    });
  }
}
