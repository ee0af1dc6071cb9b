import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, DestroyRef, effect, inject, input, untracked } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { Credential } from '../api/wire';
import { ProblemPanel } from '../ui/problem-panel';
import { saveText } from '../ui/save-text';
import { Shortcuts } from '../ui/shortcuts';
import { CredentialActions } from './credential-actions';
import { CredentialSheets } from './credential-sheets';
import { CredentialStore } from './credential-store';
import { KeyPanel } from './key-panel';
import { KeyVersions } from './key-versions';
import { LoginsPanel } from './logins/logins-panel';
import { RotationPanel } from './rotation/rotation-panel';
import { RotationSheets } from './rotation/rotation-sheets';

/** One key: what is public of it, which servers know it, and what can be done with it. */
@Component({
  selector: 'fleet-credential-page',
  imports: [
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    KeyPanel,
    KeyVersions,
    LoginsPanel,
    ProblemPanel,
    RotationPanel,
    RouterLink,
  ],
  providers: [CredentialStore],
  templateUrl: './credential-page.html',
  styleUrl: './credential-page.css',
})
export class CredentialPage {
  readonly id = input.required<string>();

  private readonly router = inject(Router);
  private readonly sheets = inject(CredentialSheets);
  private readonly actions = inject(CredentialActions);
  private readonly rotations = inject(RotationSheets);
  private readonly title = inject(Title);
  protected readonly store = inject(CredentialStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly credential = this.store.credential;

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => this.store.show(id));
    });
    effect(() => {
      const name = this.credential()?.name;
      if (name) this.title.setTitle(`${name} · InfraWatch Fleet`);
    });
    inject(Shortcuts).on(inject(DestroyRef), {
      edit: () => this.withCredential((credential) => void this.edit(credential)),
      back: () => void this.router.navigate(['/credentials']),
    });
  }

  protected async edit(credential: Credential): Promise<void> {
    const changed = await this.sheets.write(credential);
    if (changed) this.store.took(changed);
  }

  protected async rotate(credential: Credential): Promise<void> {
    const rotation = await this.rotations.rotate(credential);
    if (rotation) await this.router.navigate(['/rotations', rotation.id]);
  }

  protected download({ name, publicKey }: Credential): void {
    saveText(`${name.replace(/[^\w.-]+/g, '-')}.pub`, `${publicKey}\n`);
  }

  protected async remove(credential: Credential): Promise<void> {
    if (await this.actions.remove(credential)) await this.router.navigate(['/credentials']);
    else this.store.refresh();
  }

  private withCredential(act: (credential: Credential) => void): boolean {
    const credential = this.credential();
    if (!credential || !this.session.canWrite()) return false;
    act(credential);
    return true;
  }
}
