import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FieldTree, FormField, FormRoot, ValidationError, applyEach, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { TemplatesApi } from '../api/templates-api';
import { Template } from '../api/wire';
import { CheckEditor } from '../server/check-editor';
import { newCheck } from '../server/draft';
import { tagsFault, wholeFault } from '../server/form-rules';
import { checkSchema, rule } from '../server/server-form';
import { Notices } from '../ui/notices';
import { TextField } from '../ui/text-field';
import { defaultFields, equipment, whereabouts } from './default-fields';
import {
  TemplateDraft,
  attributesFault,
  contentOf,
  mergedDraft,
  newTemplate,
  templateChangesOf,
  templateDraftOf,
  templatePathOf,
} from './template-draft';

/** Writes a template, or its next version. Closes with the template as it then is. */
@Component({
  selector: 'fleet-template-sheet',
  imports: [CheckEditor, FormField, FormRoot, TextField],
  templateUrl: './template-sheet.html',
  styleUrls: ['../ui/sheet.css', './template-sheet.css'],
})
export class TemplateSheet {
  private readonly api = inject(TemplatesApi);
  private readonly notices = inject(Notices);
  protected readonly dialog = inject<DialogRef<Template>>(DialogRef);

  /** Nothing when a new one is written. */
  protected readonly base = signal(inject<Template | null>(DIALOG_DATA));
  protected readonly problem = signal<Problem | null>(null);
  /** As somebody else wrote it meanwhile. */
  protected readonly theirs = signal<Template | null>(null);
  protected readonly sentenceOf = sentenceOf;
  protected readonly whereabouts = whereabouts;
  protected readonly equipment = equipment;

  private readonly content = computed(() => this.base() ?? newTemplate);
  private readonly draft = signal<TemplateDraft>(templateDraftOf(this.content()));

  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.name, (text) => (text.trim() === '' ? 'It needs a name.' : null));
      rule(draft.tags, tagsFault);
      rule(draft.attributes, attributesFault);
      applyEach(draft.checks, checkSchema);
      for (const { path, most } of defaultFields) {
        if (most !== undefined) rule(draft.defaults[path]!, (text) => wholeFault(text, 1, most));
      }
    },
    { submission: { action: (field) => this.save(field) } },
  );

  protected readonly isNew = computed(() => this.base() === null);
  /** What the message beside no field says. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    return problem && !problem.errors.some(({ pointer }) => this.fieldAt(pointer)) ? problem : null;
  });

  protected addCheck(): void {
    this.draft.update((draft) => ({ ...draft, checks: [...draft.checks, { ...newCheck, port: '' }] }));
  }

  protected removeCheck(index: number): void {
    this.draft.update((draft) => ({ ...draft, checks: draft.checks.filter((_, i) => i !== index) }));
  }

  /** What was changed here goes over theirs; what only they changed stays. */
  protected keepMine(theirs: Template): void {
    const base = templateDraftOf(this.content());
    this.draft.set(mergedDraft(base, this.draft(), templateDraftOf(theirs)));
    this.rebase(theirs);
  }

  protected takeTheirs(theirs: Template): void {
    this.draft.set(templateDraftOf(theirs));
    this.rebase(theirs);
  }

  private rebase(theirs: Template): void {
    this.base.set(theirs);
    this.theirs.set(null);
    this.problem.set(null);
  }

  private async save(field: FieldTree<TemplateDraft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    this.problem.set(null);
    const base = this.base();
    try {
      this.dialog.close(base ? await this.changed(base) : await this.created());
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.problem.set(problem);
      if (problem.status === 412 && base) await this.someoneWasFaster(base);
      return this.faultsOf(problem, field);
    }
  }

  private async created(): Promise<Template> {
    const template = await firstValueFrom(this.api.create(contentOf(newTemplate, this.draft())));
    this.notices.say(`Added ${template.name}`);
    return template;
  }

  private async changed(base: Template): Promise<Template | undefined> {
    const changes = templateChangesOf(base, this.draft());
    if (Object.keys(changes).length === 0) return undefined;
    const template = await firstValueFrom(this.api.change(base.id, base.version, changes));
    this.notices.say(`${template.name} is at version ${template.version}`);
    return template;
  }

  private async someoneWasFaster({ id }: Template): Promise<void> {
    try {
      this.theirs.set(await firstValueFrom(this.api.template(id)));
      this.problem.set(null);
    } catch {
      // The first refusal is already on the screen.
    }
  }

  /** The server's own words, each beside the field that it points at. */
  private faultsOf(problem: Problem, field: FieldTree<TemplateDraft>): ValidationError.WithOptionalFieldTree[] {
    const faults = problem.errors.map(({ pointer, message }) => ({
      kind: 'server',
      message,
      fieldTree: this.fieldAt(pointer),
    }));
    const placed = faults.filter(({ fieldTree }) => fieldTree !== undefined);
    return placed.length > 0 ? placed : [{ kind: 'server', message: sentenceOf(problem), fieldTree: field }];
  }

  private fieldAt(pointer: string): FieldTree<unknown> | undefined {
    let field: unknown = this.form;
    for (const step of templatePathOf(pointer)) field = (field as Record<string | number, unknown> | undefined)?.[step];
    return field === this.form ? undefined : (field as FieldTree<unknown> | undefined);
  }
}
