import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FieldTree, FormField, FormRoot, ValidationError, form, validate } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { GroupsApi } from '../api/groups-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { Group } from '../api/wire';
import { matchesOf } from '../search/matches';
import { QueryField } from '../search/query-field';
import { rule } from '../server/server-form';
import { fault } from '../ui/fault';
import { Notices } from '../ui/notices';
import { TextField } from '../ui/text-field';
import { GroupDraft, definitionOf, groupChangesOf, groupDraftOf, nestable, newGroup } from './group-draft';

/** Defines a group, or anew. Closes with the group as it then is. */
@Component({
  selector: 'fleet-group-sheet',
  imports: [FormField, FormRoot, QueryField, TextField],
  templateUrl: './group-sheet.html',
  styleUrls: ['../ui/sheet.css', './group-sheet.css'],
})
export class GroupSheet {
  private readonly api = inject(GroupsApi);
  private readonly notices = inject(Notices);
  protected readonly dialog = inject<DialogRef<Group>>(DialogRef);

  /** Nothing when a new one is defined. */
  protected readonly base = signal(inject<Group | null>(DIALOG_DATA));
  protected readonly problem = signal<Problem | null>(null);
  /** As somebody else defined it meanwhile. */
  protected readonly theirs = signal<Group | null>(null);
  protected readonly sentenceOf = sentenceOf;

  private readonly before = computed(() => (this.base() ? groupDraftOf(this.base()!) : newGroup));
  private readonly draft = signal<GroupDraft>(this.before());
  private readonly others = rxResource({
    stream: () => this.api.names(),
  });

  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.name, (text) => (text.trim() === '' ? 'It needs a name.' : null));
      validate(draft.query, ({ value, valueOf }) =>
        fault(valueOf(draft.isDynamic) && value().trim() === '', 'Without a query it would find nobody.'),
      );
    },
    { submission: { action: (field) => this.save(field) } },
  );

  protected readonly matches = matchesOf(computed(() => (this.draft().isDynamic ? this.draft().query : '')));
  protected readonly children = computed(() => this.draft().children);
  protected readonly nestable = computed(() =>
    nestable(this.others.hasValue() ? this.others.value() : [], this.base(), this.children()),
  );
  protected readonly isNew = computed(() => this.base() === null);
  /** What the message beside no field says. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    return problem && !problem.errors.some(({ pointer }) => this.fieldAt(pointer)) ? problem : null;
  });

  protected nest(id: string): void {
    const group = this.nestable().find((each) => each.id === id);
    if (!group) return;
    const { name } = group;
    this.draft.update((draft) => ({ ...draft, children: [...draft.children, { id, name }] }));
  }

  protected release(id: string): void {
    this.draft.update((draft) => ({ ...draft, children: draft.children.filter((child) => child.id !== id) }));
  }

  /** What was changed here goes over theirs; what only they changed stays. */
  protected keepMine(theirs: Group): void {
    const changes = groupChangesOf(this.before(), this.draft());
    const mine = Object.entries(this.draft()).filter(([name]) => (name === 'isDynamic' ? 'query' : name) in changes);
    this.draft.set({ ...groupDraftOf(theirs), ...(Object.fromEntries(mine) as Partial<GroupDraft>) });
    this.rebase(theirs);
  }

  protected takeTheirs(theirs: Group): void {
    this.draft.set(groupDraftOf(theirs));
    this.rebase(theirs);
  }

  private rebase(theirs: Group): void {
    this.base.set(theirs);
    this.theirs.set(null);
    this.problem.set(null);
  }

  private async save(field: FieldTree<GroupDraft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    this.problem.set(null);
    const base = this.base();
    try {
      this.dialog.close(base ? await this.changed(base) : await this.created());
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.problem.set(problem);
      if (problem.status === 412 && base) await this.someoneWasFaster(base);
      return problem.errors.length > 0
        ? problem.errors.map(({ pointer, message }) => ({
            kind: 'server',
            message,
            fieldTree: this.fieldAt(pointer) ?? field,
          }))
        : [{ kind: 'server', message: sentenceOf(problem), fieldTree: field }];
    }
  }

  private async created(): Promise<Group> {
    const group = await firstValueFrom(this.api.create(definitionOf(this.draft())));
    this.notices.say(`Added ${group.name}`);
    return group;
  }

  private async changed(base: Group): Promise<Group | undefined> {
    const changes = groupChangesOf(this.before(), this.draft());
    if (Object.keys(changes).length === 0) return undefined;
    const group = await firstValueFrom(this.api.change(base.id, base.version, changes));
    this.notices.say(`Changed ${group.name}`);
    return group;
  }

  private async someoneWasFaster({ id }: Group): Promise<void> {
    try {
      this.theirs.set(await firstValueFrom(this.api.group(id)));
      this.problem.set(null);
    } catch {
      // The first refusal is already on the screen.
    }
  }

  private fieldAt(pointer: string): FieldTree<unknown> | undefined {
    switch (pointer.split('/')[1]) {
      case 'name':
        return this.form.name;
      case 'description':
        return this.form.description;
      case 'query':
        return this.form.query;
      default:
        return undefined;
    }
  }
}
