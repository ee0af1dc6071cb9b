import { Component, DestroyRef, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { AuthoritiesApi } from '../api/authorities-api';
import { ContactStore } from '../api/contact-store';
import { PagedList } from '../api/paged-list';
import { Session } from '../api/session';
import { Authority } from '../api/wire';
import { KeyName } from '../credentials/key-name';
import { KeysHeader } from '../credentials/keys-header';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { AuthorityActions } from './authority-actions';
import { purposeWords } from './words';

/** Who signs SSH certificates: for whom, and how many servers have proven that they trust it. */
@Component({
  selector: 'fleet-authorities-page',
  imports: [KeyName, KeysHeader, ProblemPanel, Reached, RouterLink, RowKeys],
  templateUrl: './authorities-page.html',
  styleUrl: '../credentials/credentials-page.css',
})
export class AuthoritiesPage {
  private readonly api = inject(AuthoritiesApi);
  private readonly router = inject(Router);
  private readonly actions = inject(AuthorityActions);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly countOf = countOf;
  protected readonly purposeWords = purposeWords;
  protected readonly list = new PagedList<Authority>((page) => this.api.list(page));
  protected readonly heading = computed(() => {
    const total = this.list.total();
    return total && total.value > 0 ? totalOf(total) : '';
  });

  constructor() {
    this.list.refresh();
    inject(Shortcuts).on(inject(DestroyRef), { add: () => this.session.isAdmin() && (void this.add(), true) });
  }

  protected async add(): Promise<void> {
    const added = await this.actions.add();
    if (added) await this.router.navigate(['/authorities', added.id]);
  }
}
