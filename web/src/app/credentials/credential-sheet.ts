import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FieldTree, FormField, FormRoot, ValidationError, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { CredentialsApi } from '../api/credentials-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { Credential } from '../api/wire';
import { wholeFault } from '../server/form-rules';
import { rule } from '../server/server-form';
import { Notices } from '../ui/notices';
import { TextField } from '../ui/text-field';
import {
  CredentialDraft,
  credentialChangesOf,
  credentialDraftOf,
  dayFault,
  newCredential,
  newCredentialOf,
  pastedFault,
  placeOf,
  strengths,
} from './credential-draft';

const mostKeyBytes = 65_536;
const longestPeriodDays = 3_650;

/** Generates or imports a key, or says something else of one. Closes with the credential as it then is. */
@Component({
  selector: 'fleet-credential-sheet',
  imports: [FormField, FormRoot, TextField],
  templateUrl: './credential-sheet.html',
  styleUrls: ['../ui/sheet.css', './credential-sheet.css'],
})
export class CredentialSheet {
  private readonly api = inject(CredentialsApi);
  private readonly notices = inject(Notices);
  protected readonly dialog = inject<DialogRef<Credential>>(DialogRef);

  /** Nothing when there is to be a new one. */
  protected readonly base = inject<Credential | null>(DIALOG_DATA);
  protected readonly strengths = strengths;
  protected readonly sentenceOf = sentenceOf;
  protected readonly problem = signal<Problem | null>(null);
  private readonly draft = signal<CredentialDraft>(this.base ? credentialDraftOf(this.base) : newCredential);

  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.name, (text) => (text.trim() === '' ? 'It needs a name.' : null));
      rule(draft.privateKey, (text) => (this.isImported() ? pastedFault(text) : null));
      rule(draft.expires, dayFault);
      rule(draft.rotateEvery, (text) => wholeFault(text, 1, longestPeriodDays));
    },
    { submission: { action: (field) => this.save(field) } },
  );

  protected readonly isImported = computed(() => this.base === null && this.draft().kind === 'import');
  protected readonly hint = computed(() => strengths.find(({ value }) => value === this.draft().strength)?.hint ?? '');
  /** A key that is refused as weak, unless one says that one knows. */
  protected readonly isWeak = computed(() => this.problem()?.errors.some(({ code }) => code === 'key.weak') ?? false);
  /** What the message beside no field says. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    return problem && !problem.errors.some(({ pointer }) => placeOf(pointer)) ? problem : null;
  });

  protected choose(kind: CredentialDraft['kind']): void {
    this.problem.set(null);
    this.draft.update((draft) => ({ ...draft, kind }));
  }

  protected async read(files: FileList | null): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    if (file.size > mostKeyBytes) return void this.notices.fail(`${file.name} is too large to be a key.`);
    const privateKey = await file.text();
    const name = file.name.replace(/\.(pem|ppk|key)$/i, '');
    this.draft.update((draft) => ({ ...draft, privateKey, name: draft.name || name }));
    this.form.privateKey().markAsDirty();
  }

  private async save(field: FieldTree<CredentialDraft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    this.problem.set(null);
    try {
      const credential = await firstValueFrom(this.written());
      this.notices.say(this.base ? `Saved ${credential.name}` : `Added ${credential.name}`);
      this.dialog.close(credential);
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.problem.set(problem);
      const faults = problem.errors.flatMap(({ pointer, message }) => {
        const place = placeOf(pointer);
        return place ? [{ kind: 'server', message, fieldTree: this.form[place] }] : [];
      });
      return faults.length > 0 ? faults : [{ kind: 'server', message: sentenceOf(problem), fieldTree: field }];
    }
  }

  private written() {
    if (this.base)
      return this.api.change(this.base.id, this.base.version, credentialChangesOf(this.base, this.draft()));
    return this.api.create(newCredentialOf(this.draft()));
  }
}
