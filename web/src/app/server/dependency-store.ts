import { HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, Signal, computed, inject, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, Subject, merge, switchMap, throttleTime } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { paths } from '../api/fleet-api';
import { Live, News } from '../api/live';
import { problemOf } from '../api/problem';
import { DependencyGraph, HealthChange, Impact } from '../api/wire';

/** A graph of many servers that flap need not be fetched as often. */
const refetchMs = 2_000;

interface Of<T> {
  id: string | null;
  value: T | undefined;
}

/** What stands around one server and what would be hit, kept true while somebody looks. */
@Service({ autoProvided: false })
export class DependencyStore {
  private readonly id = signal<string | null>(null);
  private readonly outdated = new Subject<void>();
  /** How many steps away is shown. */
  readonly depth = signal(2);

  private readonly fetchedGraph = httpResource<DependencyGraph>(() => {
    const id = this.id();
    return id === null ? undefined : { url: paths.graph(id), params: { depth: this.depth() } };
  });
  private readonly fetchedImpact = httpResource<Impact>(() => {
    const id = this.id();
    return id === null ? undefined : paths.impact(id);
  });

  /** Every fetch replaces it; between fetches, the health of its servers changes in place. */
  private readonly known = this.lasting(this.fetchedGraph);
  readonly graph: Signal<DependencyGraph | undefined> = computed(() => this.known().value);
  private readonly knownImpact = this.lasting(this.fetchedImpact);
  readonly impact: Signal<Impact | undefined> = computed(() => this.knownImpact().value);

  readonly problem = computed(() => {
    const error = this.fetchedGraph.error();
    return error ? problemOf(error) : null;
  });

  constructor() {
    const live = inject(Live);
    // Of those who are shown; and of who begins to need this one, who is not shown yet.
    const shown = computed(() =>
      this.graph()
        ?.nodes.map(({ id }) => id)
        .join(' '),
    );
    toObservable(shown)
      .pipe(
        switchMap((ids) => (ids ? live.hear({ ids: ids.split(' ') }) : EMPTY)),
        takeUntilDestroyed(),
      )
      .subscribe((news) => this.heard(news));
    toObservable(this.id)
      .pipe(
        switchMap((id) => (id ? live.hear({ q: `dependsOn:${id}` }) : EMPTY)),
        takeUntilDestroyed(),
      )
      .subscribe((news) => this.heard(news));
    merge(
      this.outdated.pipe(throttleTime(refetchMs, undefined, { leading: true, trailing: true })),
      inject(ContactStore).beats,
    )
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.refetch());
  }

  show(id: string): void {
    this.id.set(id);
  }

  refetch(): void {
    this.fetchedGraph.reload();
    // What hits more than can be counted takes seconds to count, and does not change in them.
    if (this.impact()?.exact !== false) this.fetchedImpact.reload();
  }

  private heard(news: News): void {
    if (news.kind === 'observed') return;
    if (news.kind === 'health') {
      this.known.update(({ id, value }) => ({ id, value: value && withHealth(value, news.changes) }));
    }
    this.outdated.next();
  }

  /** The last value there was of this server: a fetch that fails does not take away what is on the screen. */
  private lasting<T>(resource: HttpResourceRef<T | undefined>) {
    return linkedSignal<Of<T>, Of<T>>({
      source: () => ({ id: this.id(), value: resource.hasValue() ? resource.value() : undefined }),
      computation: (now, previous) => (now.value === undefined && previous?.value.id === now.id ? previous.value : now),
    });
  }
}

/** The graph after changes of health; the same object when none of its servers changed. */
export function withHealth(graph: DependencyGraph, changes: readonly HealthChange[]): DependencyGraph {
  const changed = new Map(changes.map((change) => [change.id, change]));
  if (!graph.nodes.some(({ id }) => changed.has(id))) return graph;
  const nodes = graph.nodes.map((node) => {
    const change = changed.get(node.id);
    return change ? { ...node, health: change.status, pageable: change.pageable } : node;
  });
  return { ...graph, nodes };
}
