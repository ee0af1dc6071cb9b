import { httpResource } from '@angular/common/http';
import { Service, computed, inject, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { paths } from '../api/fleet-api';
import { PagedList } from '../api/paged-list';
import { TagsApi } from '../api/tags-api';
import { FleetOverview, TagUse } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Undo } from '../bulk/undo';

/** The tags that begin so, and which of them are chosen. */
@Service({ autoProvided: false })
export class TagsStore {
  private readonly api = inject(TagsApi);
  private readonly prefix = signal('');
  private readonly overview = httpResource<FleetOverview>(() => paths.overview);

  readonly tags = new PagedList<TagUse>((page) => this.api.list(this.prefix(), page));
  /** Tags by name: what is no longer there is no longer chosen. */
  readonly chosen = linkedSignal<readonly TagUse[] | null, ReadonlySet<string>>({
    source: this.tags.items,
    computation: (tags, previous) =>
      new Set(tags?.filter(({ tag }) => previous?.value.has(tag)).map(({ tag }) => tag) ?? previous?.value),
  });
  readonly chosenUses = computed(() => this.tags.items()?.filter(({ tag }) => this.chosen().has(tag)) ?? []);
  /** How many servers there are. */
  readonly fleet = computed(() => (this.overview.hasValue() ? this.overview.value().total : null));

  constructor() {
    inject(Undo)
      .done.pipe(takeUntilDestroyed())
      .subscribe(() => this.tags.refresh());
    inject(JobsStore)
      .ended.pipe(takeUntilDestroyed())
      .subscribe(() => this.tags.refresh());
  }

  show(prefix: string): void {
    this.prefix.set(prefix);
    this.tags.restart();
  }

  toggle(tag: string): void {
    this.chosen.update((chosen) => {
      const tags = new Set(chosen);
      if (!tags.delete(tag)) tags.add(tag);
      return tags;
    });
  }

  /** Answers whether there was something to clear. */
  clear(): boolean {
    const wasThere = this.chosen().size > 0;
    this.chosen.set(new Set());
    return wasThere;
  }
}
