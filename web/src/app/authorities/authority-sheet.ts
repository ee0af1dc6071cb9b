import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FieldTree, FormField, FormRoot, ValidationError, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { AuthoritiesApi } from '../api/authorities-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { Authority } from '../api/wire';
import { pastedFault, strengths } from '../credentials/credential-draft';
import { rule } from '../server/server-form';
import { Notices } from '../ui/notices';
import { TextField } from '../ui/text-field';
import { AuthorityDraft, authorityPlaceOf, newAuthority, newAuthorityOf, successorOf } from './authority-draft';

/** Creates an authority, or the one that takes the place of another. Closes with it. */
@Component({
  selector: 'fleet-authority-sheet',
  imports: [FormField, FormRoot, TextField],
  templateUrl: './authority-sheet.html',
  styleUrl: '../ui/sheet.css',
})
export class AuthoritySheet {
  private readonly api = inject(AuthoritiesApi);
  private readonly notices = inject(Notices);
  protected readonly dialog = inject<DialogRef<Authority>>(DialogRef);

  /** Whose place it takes, if somebody's. */
  protected readonly former = inject<Authority | null>(DIALOG_DATA);
  protected readonly strengths = strengths;
  protected readonly sentenceOf = sentenceOf;
  protected readonly problem = signal<Problem | null>(null);
  private readonly draft = signal<AuthorityDraft>(newAuthority);
  protected readonly isImported = computed(() => this.draft().kind === 'import');

  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.name, (text) => (text.trim() === '' ? 'It needs a name.' : null));
      rule(draft.privateKey, (text) => (this.isImported() ? pastedFault(text) : null));
      rule(draft.reason, (text) =>
        this.former && text.trim() === '' ? 'It needs a reason: the audit keeps it.' : null,
      );
    },
    { submission: { action: (field) => this.save(field) } },
  );

  protected readonly hint = computed(() => strengths.find(({ value }) => value === this.draft().strength)?.hint ?? '');
  /** What the message beside no field says. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    return problem && !problem.errors.some(({ pointer }) => authorityPlaceOf(pointer)) ? problem : null;
  });

  protected choose(kind: AuthorityDraft['kind']): void {
    this.problem.set(null);
    this.draft.update((draft) => ({ ...draft, kind }));
  }

  private async save(field: FieldTree<AuthorityDraft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    this.problem.set(null);
    try {
      const authority = await firstValueFrom(
        this.former
          ? this.api.replace(this.former.id, successorOf(this.draft()))
          : this.api.create(newAuthorityOf(this.draft())),
      );
      this.notices.say(`Added ${authority.name}`);
      this.dialog.close(authority);
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.problem.set(problem);
      const faults = problem.errors.flatMap(({ pointer, message }) => {
        const place = authorityPlaceOf(pointer);
        return place ? [{ kind: 'server', message, fieldTree: this.form[place] }] : [];
      });
      return faults.length > 0 ? faults : [{ kind: 'server', message: sentenceOf(problem), fieldTree: field }];
    }
  }
}
