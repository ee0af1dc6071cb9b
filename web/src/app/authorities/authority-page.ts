import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, DestroyRef, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { Authority, Certificate, TrustState } from '../api/wire';
import { ProblemPanel } from '../ui/problem-panel';
import { Shortcuts } from '../ui/shortcuts';
import { AuthorityActions } from './authority-actions';
import { AuthorityPanel } from './authority-panel';
import { AuthorityStore } from './authority-store';
import { CertificateList } from './certificate-list';
import { TrustList } from './trust-list';
import { trustWords } from './words';

/** One authority: its key, who proved that they trust it, what it signed, and its end. */
@Component({
  selector: 'fleet-authority-page',
  imports: [AuthorityPanel, CdkMenu, CdkMenuItem, CdkMenuTrigger, CertificateList, ProblemPanel, RouterLink, TrustList],
  providers: [AuthorityStore],
  templateUrl: './authority-page.html',
  styleUrl: '../credentials/credential-page.css',
})
export class AuthorityPage {
  readonly id = input.required<string>();
  /** Servers of this state alone. */
  readonly trust = input<string>();

  private readonly router = inject(Router);
  private readonly actions = inject(AuthorityActions);
  private readonly title = inject(Title);
  protected readonly store = inject(AuthorityStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly authority = this.store.authority;
  /** Shown once: nobody can read it again. */
  protected readonly download = signal<string | null>(null);
  protected readonly isOver = computed(() => this.authority()?.state === 'retired');

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => {
        this.download.set(null);
        this.store.show(id);
      });
    });
    effect(() => {
      const trust = this.trust();
      untracked(() => this.store.narrow(trust !== undefined && trust in trustWords ? (trust as TrustState) : null));
    });
    effect(() => {
      const name = this.authority()?.name;
      if (name) this.title.setTitle(`${name} · InfraWatch Fleet`);
    });
    inject(Shortcuts).on(inject(DestroyRef), { back: () => void this.router.navigate(['/authorities']) });
  }

  protected narrow(trust: TrustState | null): void {
    void this.router.navigate([], { queryParams: { trust }, queryParamsHandling: 'merge' });
  }

  protected async sign(authority: Authority): Promise<void> {
    await this.actions.sign(authority);
    this.store.refresh();
  }

  protected async deploy(authority: Authority): Promise<void> {
    if (await this.actions.deploy(authority)) this.store.refresh();
  }

  protected async replace(authority: Authority): Promise<void> {
    const successor = await this.actions.add(authority);
    if (successor) await this.router.navigate(['/authorities', successor.id]);
  }

  protected async retire(authority: Authority): Promise<void> {
    await this.actions.retire(authority);
    this.store.refresh();
  }

  protected async revoke(certificate: Certificate): Promise<void> {
    if (await this.actions.revoke(certificate)) this.store.refresh();
  }

  protected async openDownload(authority: Authority): Promise<void> {
    const path = await this.actions.openDownload(authority);
    if (path) this.download.set(new URL(path, location.origin).href);
  }

  protected async remove(authority: Authority): Promise<void> {
    if (await this.actions.remove(authority)) await this.router.navigate(['/authorities']);
    else this.store.refresh();
  }
}
