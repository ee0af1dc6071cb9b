import { Component, DestroyRef, computed, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { CredentialsApi } from '../api/credentials-api';
import { PagedList } from '../api/paged-list';
import { Session } from '../api/session';
import { Credential } from '../api/wire';
import { written } from '../search/scan';
import { Clock } from '../ui/clock';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { spanSince } from '../ui/time';
import { ageOf, endOf } from './age';
import { CredentialSheets } from './credential-sheets';
import { KeyName } from './key-name';
import { KeysHeader } from './keys-header';

/** The keys that servers know, by name: how old each is, when it ends, and who uses it. */
@Component({
  selector: 'fleet-credentials-page',
  imports: [KeyName, KeysHeader, ProblemPanel, Reached, RouterLink, RowKeys],
  templateUrl: './credentials-page.html',
  styleUrl: './credentials-page.css',
})
export class CredentialsPage {
  private readonly api = inject(CredentialsApi);
  private readonly router = inject(Router);
  private readonly sheets = inject(CredentialSheets);
  private readonly rows = viewChild(RowKeys);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly countOf = countOf;
  protected readonly spanSince = spanSince;

  protected readonly list = new PagedList<Credential>((page) => this.api.list(page));

  protected readonly heading = computed(() => {
    const total = this.list.total();
    return total && total.value > 0 ? totalOf(total) : '';
  });

  constructor() {
    this.list.refresh();
    inject(Shortcuts).on(inject(DestroyRef), {
      add: () => this.session.canWrite() && (void this.write(null), true),
      edit: () => this.withRow((credential) => void this.write(credential)),
    });
  }

  protected ageOf(credential: Credential) {
    return ageOf(credential, this.clock.now());
  }

  protected endOf(credential: Credential) {
    return endOf(credential, this.clock.now());
  }

  protected queryOf({ name }: Credential): string {
    return `credential:${written(name)}`;
  }

  protected async write(credential: Credential | null): Promise<void> {
    const saved = await this.sheets.write(credential);
    if (saved && credential === null) await this.router.navigate(['/credentials', saved.id]);
    else if (saved) this.list.refresh();
  }

  private withRow(act: (credential: Credential) => void): boolean {
    const credential = this.list.items()?.[this.rows()?.place() ?? -1];
    if (!credential || !this.session.canWrite()) return false;
    act(credential);
    return true;
  }
}
