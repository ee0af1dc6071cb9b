import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { FleetApi } from '../api/fleet-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { ServerView } from '../api/wire';
import { Notices } from '../ui/notices';
import { ProblemPanel } from '../ui/problem-panel';
import { DependencyDrawing, Link } from './dependency-drawing';
import { DependencyForm } from './dependency-form';
import { DependencyList } from './dependency-list';
import { DependencyStore } from './dependency-store';
import { impactOf } from './dependency-words';

/** What a server needs, who needs it, and what would be hit if it failed. */
@Component({
  selector: 'fleet-dependencies',
  imports: [DependencyDrawing, DependencyForm, DependencyList, ProblemPanel, RouterLink],
  providers: [DependencyStore],
  templateUrl: './dependency-panel.html',
  styleUrl: './dependency-panel.css',
})
export class DependencyPanel {
  readonly server = input.required<Pick<ServerView, 'id' | 'hostname' | 'deletedAt'>>();

  private readonly api = inject(FleetApi);
  private readonly notices = inject(Notices);
  private readonly session = inject(Session);

  protected readonly contact = inject(ContactStore);
  protected readonly store = inject(DependencyStore);
  protected readonly depths = [
    { steps: 1, name: '1 step', words: '1 step' },
    { steps: 2, name: '2', words: '2 steps' },
    { steps: 3, name: '3', words: '3 steps' },
    { steps: 50, name: 'all', words: 'all steps' },
  ] as const;
  protected readonly form = signal<'closed' | 'open'>('closed');
  protected readonly view = signal<'graph' | 'list'>('graph');

  protected readonly canWrite = computed(() => this.session.canWrite() && this.server().deletedAt === null);
  protected readonly isAlone = computed(() => this.store.graph()?.nodes.length === 1);
  /** How a query names it: a host name is only unique among the living. */
  protected readonly named = computed(() =>
    this.server().deletedAt === null ? this.server().hostname : this.server().id,
  );
  protected readonly impact = computed(() => {
    const impact = this.store.impact();
    return impact && impactOf(impact, this.named());
  });

  constructor() {
    effect(() => this.store.show(this.server().id));
  }

  /** At once, and for six seconds undone by one click. */
  protected async remove({ from, to }: Link): Promise<void> {
    const { nodes, edges } = this.store.graph() ?? { nodes: [], edges: [] };
    const [one, other] = [from, to].map((id) => nodes.find((node) => node.id === id)?.hostname ?? '');
    const note = edges.find((edge) => edge.from === from && edge.to === to)?.note ?? null;
    await this.done('Not removed', async () => {
      await firstValueFrom(this.api.release(from, to));
      this.notices.offerUndo(`${one} no longer needs ${other}`, () => {
        void this.done('Not undone', async () => {
          await firstValueFrom(this.api.depend(from, to, note));
          this.notices.say(`${one} needs ${other} again`);
        });
      });
    });
  }

  private async done(refusal: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.notices.fail(`${refusal}. ${sentenceOf(problemOf(error))}`);
    }
    this.store.refetch();
  }
}
