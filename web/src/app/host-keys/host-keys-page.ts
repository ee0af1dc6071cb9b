import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { HostKeyQuery, HostKeysApi } from '../api/host-keys-api';
import { PagedList } from '../api/paged-list';
import { Session } from '../api/session';
import { HostKey, HostKeyState } from '../api/wire';
import { KeysHeader } from '../credentials/keys-header';
import { Clock } from '../ui/clock';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { RowKeys } from '../ui/row-keys';
import { spanSince } from '../ui/time';
import { HostKeyActions } from './host-key-actions';
import { originOf } from './host-key-words';

const views = [
  { state: 'waiting', name: 'To decide' },
  { state: 'trusted', name: 'Trusted' },
  { state: 'refused', name: 'Refused' },
  { state: 'former', name: 'Former' },
] as const satisfies readonly { state: HostKeyState; name: string }[];

/** Who servers say that they are. What waits for a decision comes first: until then nobody logs in there. */
@Component({
  selector: 'fleet-host-keys-page',
  imports: [KeysHeader, ProblemPanel, Reached, RouterLink, RowKeys],
  templateUrl: './host-keys-page.html',
  styleUrl: './host-keys-page.css',
})
export class HostKeysPage {
  private readonly api = inject(HostKeysApi);
  private readonly actions = inject(HostKeyActions);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly views = views;
  protected readonly countOf = countOf;
  protected readonly originOf = originOf;
  protected readonly spanSince = spanSince;

  protected readonly state = signal<HostKeyState>('waiting');
  /** The same key under all the names that it has. */
  protected readonly fingerprint = signal<string | null>(null);
  private readonly query = computed<HostKeyQuery>(() => {
    const fingerprint = this.fingerprint();
    return fingerprint === null ? { state: this.state() } : { fingerprint };
  });

  protected readonly list = new PagedList<HostKey>((page) => this.api.list(this.query(), page));
  protected readonly heading = computed(() => {
    const total = this.list.total();
    return total && total.value > 0 ? totalOf(total) : '';
  });

  constructor() {
    this.list.refresh();
  }

  protected look(state: HostKeyState): void {
    this.fingerprint.set(null);
    this.state.set(state);
    this.list.restart();
  }

  protected lookAlike({ fingerprint }: HostKey): void {
    this.fingerprint.set(fingerprint);
    this.list.restart();
  }

  protected async decide(key: HostKey): Promise<void> {
    if (await this.actions.decide(key)) this.list.refresh();
  }

  protected async forget(key: HostKey): Promise<void> {
    if (await this.actions.forget(key)) this.list.refresh();
  }

  protected async import(): Promise<void> {
    if (await this.actions.import()) this.list.refresh();
  }

  protected async adopt(): Promise<void> {
    if (await this.actions.adopt()) this.list.refresh();
  }
}
