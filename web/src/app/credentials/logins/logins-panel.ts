import {
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  untracked,
  viewChild,
} from '@angular/core';
import { ContactStore } from '../../api/contact-store';
import { problemOf, sentenceOf } from '../../api/problem';
import { Session } from '../../api/session';
import { Credential, KnownLogin, LoginState } from '../../api/wire';
import { shareDone } from '../../bulk/jobs-state';
import { Notices } from '../../ui/notices';
import { countOf, counted } from '../../ui/number';
import { ProblemPanel } from '../../ui/problem-panel';
import { Reached } from '../../ui/reached';
import { RowKeys } from '../../ui/row-keys';
import { Shortcuts } from '../../ui/shortcuts';
import { LoginStore } from './login-store';
import { LoginTable } from './login-table';
import { KeyOrders } from '../orders/key-orders';

const states = [
  { state: 'ok', name: 'log in' },
  { state: 'failing', name: 'fail' },
  { state: 'untested', name: 'not tested' },
] as const satisfies readonly { state: LoginState; name: string }[];

/** Which servers a key logs in to: who knows it, how far the newest login came, and what can be done about it. */
@Component({
  selector: 'fleet-logins',
  imports: [LoginTable, ProblemPanel, Reached, RowKeys],
  providers: [LoginStore],
  templateUrl: './logins-panel.html',
  styleUrl: './logins-panel.css',
})
export class LoginsPanel {
  readonly credential = input.required<Credential>();

  private readonly orders = inject(KeyOrders);
  private readonly notices = inject(Notices);
  protected readonly store = inject(LoginStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly states = states;
  protected readonly countOf = countOf;
  protected readonly counted = counted;
  protected readonly shareDone = shareDone;

  private readonly rows = viewChild(RowKeys);
  private readonly id = computed(() => this.credential().id);
  protected readonly chosen = linkedSignal<string, ReadonlySet<string>>({
    source: this.id,
    computation: () => new Set(),
  });
  protected readonly all = computed(() => {
    const counts = this.store.counts();
    return counts === null ? null : counts.ok + counts.failing + counts.untested;
  });
  protected readonly canOrder = computed(() => !this.store.isOrdering() && this.store.running() === null);

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => this.store.show(id));
    });
    inject(Shortcuts).on(inject(DestroyRef), { select: () => this.choose(this.rows()?.place() ?? -1) });
  }

  protected look(state: LoginState | null): void {
    this.chooseNone();
    this.store.look(state);
  }

  protected chooseNone(): void {
    this.chosen.set(new Set());
  }

  protected async testChosen(): Promise<void> {
    await this.store.test([...this.chosen()]);
    this.chooseNone();
  }

  protected async deploy(): Promise<void> {
    await this.orders.deploy(this.credential(), this.chosenOnes());
    this.refresh();
  }

  protected async withdraw(): Promise<void> {
    const chosen = this.chosenOnes();
    const areAll = chosen.length === 0;
    try {
      await this.orders.withdraw(this.credential(), areAll ? await this.store.all(null) : chosen, areAll);
    } catch (error) {
      this.notices.fail(`The servers could not be fetched. ${sentenceOf(problemOf(error))}`);
    }
    this.refresh();
  }

  private choose(place: number): boolean {
    const login = this.store.list.items()?.[place];
    if (!login || !this.session.canWrite()) return false;
    const chosen = new Set(this.chosen());
    if (!chosen.delete(login.serverId)) chosen.add(login.serverId);
    this.chosen.set(chosen);
    return true;
  }

  private refresh(): void {
    this.chooseNone();
    this.store.list.refresh();
  }

  private chosenOnes(): readonly KnownLogin[] {
    return (this.store.list.items() ?? []).filter(({ serverId }) => this.chosen().has(serverId));
  }
}
