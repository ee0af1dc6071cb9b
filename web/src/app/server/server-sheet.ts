import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FieldTree, FormField, FormRoot, ValidationError, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { FleetApi } from '../api/fleet-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { ServerView, lifecycles } from '../api/wire';
import { Notices } from '../ui/notices';
import { TextField } from '../ui/text-field';
import { adviceOn } from './advised';
import { AdviceList } from './advice-list';
import { CheckEditor } from './check-editor';
import { Clash, clashesOf, merged } from './conflict';
import { newCheck } from './check-draft';
import { Draft, Origin, changesOf, draftOf, newDraft, pathOf, registrationFrom, registrationOf } from './draft';
import { KeyField } from './key-field';
import { draftSchema } from './server-form';

/** The server that is changed, or nothing when a new one is registered; and what that one is made from. */
export interface SheetData {
  base: ServerView | null;
  origin: Origin | null;
}

interface Conflict {
  /** Who was faster. */
  who: string;
  theirs: ServerView;
  clashes: Clash[];
}

/** Registers a server, or changes one. Closes with the server as it then is. */
@Component({
  selector: 'fleet-server-sheet',
  imports: [AdviceList, CheckEditor, FormField, FormRoot, KeyField, TextField],
  templateUrl: './server-sheet.html',
  styleUrl: '../ui/sheet.css',
})
export class ServerSheet {
  private readonly api = inject(FleetApi);
  private readonly notices = inject(Notices);
  protected readonly dialog = inject<DialogRef<ServerView>>(DialogRef);

  private readonly data = inject<SheetData>(DIALOG_DATA);
  protected readonly origin = this.data.origin;
  protected readonly base = signal(this.data.base);
  protected readonly lifecycles = lifecycles;
  protected readonly problem = signal<Problem | null>(null);
  protected readonly conflict = signal<Conflict | null>(null);
  protected readonly sentenceOf = sentenceOf;

  private readonly baseDraft = computed(() => {
    const base = this.base();
    return base ? draftOf(base) : (this.origin?.draft ?? newDraft);
  });
  private readonly draft = signal<Draft>(this.baseDraft());

  protected readonly form = form(this.draft, draftSchema, {
    submission: { action: (field) => this.save(field), onInvalid: (field) => focusFirstFault(field) },
  });

  protected readonly about = adviceOn(this.draft, () => this.base()?.id);

  protected readonly isNew = computed(() => this.base() === null);
  /** What the message beside no field says. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    return problem && !problem.errors.some(({ pointer }) => this.fieldAt(pointer)) ? problem : null;
  });

  protected addCheck(): void {
    const isFirst = this.draft().checks.length === 0;
    const check = isFirst ? newCheck : { ...newCheck, type: 'http' as const, port: '80', path: '/health' };
    this.draft.update((draft) => ({ ...draft, checks: [...draft.checks, check] }));
  }

  protected removeCheck(index: number): void {
    this.draft.update((draft) => ({ ...draft, checks: draft.checks.filter((_, i) => i !== index) }));
  }

  /** What was changed here goes over theirs; what only they changed stays. */
  protected keepMine({ theirs }: Conflict): void {
    this.draft.set(merged(this.baseDraft(), this.draft(), draftOf(theirs)));
    this.rebase(theirs);
  }

  protected takeTheirs({ theirs }: Conflict): void {
    this.draft.set(draftOf(theirs));
    this.rebase(theirs);
  }

  private rebase(theirs: ServerView): void {
    this.base.set(theirs);
    this.conflict.set(null);
    this.problem.set(null);
  }

  private async save(field: FieldTree<Draft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    this.problem.set(null);
    const base = this.base();
    try {
      if (base === null) {
        const { origin } = this;
        const fields = origin ? registrationFrom(origin, this.draft()) : registrationOf(this.draft());
        const server = await firstValueFrom(this.api.register(fields));
        this.notices.say(`Added ${server.hostname}`);
        this.dialog.close(server);
        return undefined;
      }
      const changes = changesOf(this.baseDraft(), this.draft());
      if (Object.keys(changes).length === 0) {
        this.dialog.close();
        return undefined;
      }
      const server = await firstValueFrom(this.api.change(base.id, base.version, changes));
      this.notices.say(`Changed ${server.hostname}`);
      this.dialog.close(server);
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 412 && base) await this.someoneWasFaster(base, problem);
      else this.problem.set(problem);
      return this.faultsOf(problem, field);
    }
  }

  private async someoneWasFaster(base: ServerView, problem: Problem): Promise<void> {
    try {
      const [theirs, audit] = await Promise.all([
        firstValueFrom(this.api.server(base.id)),
        firstValueFrom(this.api.serverAudit(base.id, 1)),
      ]);
      const who = audit.items[0]?.actor.name ?? 'Somebody';
      this.conflict.set({ who, theirs, clashes: clashesOf(this.baseDraft(), this.draft(), draftOf(theirs)) });
    } catch {
      this.problem.set(problem);
    }
  }

  /** The server's own words, each beside the field that it points at. */
  private faultsOf(problem: Problem, field: FieldTree<Draft>): ValidationError.WithOptionalFieldTree[] {
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
    for (const step of pathOf(pointer)) field = (field as Record<string | number, unknown> | undefined)?.[step];
    return field === this.form ? undefined : (field as FieldTree<unknown> | undefined);
  }
}

function focusFirstFault(field: FieldTree<Draft>): void {
  field().errorSummary()[0]?.fieldTree().focusBoundControl();
}
