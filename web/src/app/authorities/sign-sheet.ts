import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FieldTree, FormField, FormRoot, ValidationError, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { AuthoritiesApi } from '../api/authorities-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { Authority, Certificate } from '../api/wire';
import { rule } from '../server/server-form';
import { Clock } from '../ui/clock';
import { CopyButton } from '../ui/copy-button';
import { saveText } from '../ui/save-text';
import { TextField } from '../ui/text-field';
import { clockOf } from '../ui/time';
import { SignDraft, principalsOf, publicKeyFault, signPlaceOf, signRequestOf, validitiesFor } from './sign-draft';

/** Signs a public key, and hands out the certificate. Closes with whether it did. */
@Component({
  selector: 'fleet-sign-sheet',
  imports: [CopyButton, FormField, FormRoot, TextField],
  templateUrl: './sign-sheet.html',
  styleUrls: ['../ui/sheet.css', './sign-sheet.css'],
})
export class SignSheet {
  private readonly api = inject(AuthoritiesApi);
  private readonly isAdmin = inject(Session).isAdmin();
  protected readonly clock = inject(Clock);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly authority = inject<Authority>(DIALOG_DATA);
  protected readonly validities = validitiesFor(this.authority.purpose, this.isAdmin);
  protected readonly sentenceOf = sentenceOf;
  protected readonly clockOf = clockOf;
  protected readonly problem = signal<Problem | null>(null);
  protected readonly signed = signal<Certificate | null>(null);
  private readonly draft = signal<SignDraft>({
    publicKey: '',
    principals: '',
    validity: this.validities[0]?.value ?? '',
    reason: '',
  });

  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.publicKey, publicKeyFault);
      rule(draft.principals, (text) => (principalsOf(text).length === 0 ? 'At least one.' : null));
      rule(draft.reason, (text) => (text.trim() === '' ? 'It needs a reason: the audit keeps it.' : null));
    },
    { submission: { action: (field) => this.sign(field) } },
  );

  /** What the message beside no field says. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    return problem && !problem.errors.some(({ pointer }) => signPlaceOf(pointer)) ? problem : null;
  });

  protected download({ certificate }: Certificate): void {
    saveText(this.authority.purpose === 'user' ? 'id-cert.pub' : 'ssh_host_key-cert.pub', `${certificate}\n`);
  }

  private async sign(field: FieldTree<SignDraft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    this.problem.set(null);
    try {
      this.signed.set(await firstValueFrom(this.api.sign(this.authority.id, signRequestOf(this.draft()))));
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.problem.set(problem);
      const faults = problem.errors.flatMap(({ pointer, message }) => {
        const place = signPlaceOf(pointer);
        return place ? [{ kind: 'server', message, fieldTree: this.form[place] }] : [];
      });
      return faults.length > 0 ? faults : [{ kind: 'server', message: sentenceOf(problem), fieldTree: field }];
    }
  }
}
