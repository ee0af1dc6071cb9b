import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, resource, signal } from '@angular/core';
import { FormRoot, form } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { Observable, firstValueFrom, map } from 'rxjs';
import { paths } from '../api/fleet-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { TagsApi } from '../api/tags-api';
import { Page, ServerView, TagUse } from '../api/wire';
import { Undo } from '../bulk/undo';
import { tagsFault } from '../server/form-rules';
import { rule } from '../server/server-form';
import { Changes } from '../ui/changes';
import { CompletingField } from '../ui/completing-field';
import { counted, totalOf } from '../ui/number';
import { Suggestion } from '../ui/suggestions';
import { TextField } from '../ui/text-field';
import { carriersOf, doneOf, headingOf, isMerge, tagsAfter, targetFault } from './replacing';

const shownRows = 8;
const suggested = 8;
const typingMs = 200;

/** Gives a tag another name, or lets one stand for several, on all servers at once. Closes with whether it was done. */
@Component({
  selector: 'fleet-tag-sheet',
  imports: [Changes, CompletingField, FormRoot, RouterLink, TextField],
  templateUrl: './tag-sheet.html',
  styleUrls: ['../ui/sheet.css', './tag-sheet.css'],
})
export class TagSheet {
  private readonly api = inject(TagsApi);
  private readonly undo = inject(Undo);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly from = inject<readonly TagUse[]>(DIALOG_DATA);

  private readonly draft = signal({ to: '', reason: '' });
  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.to, (text) => targetFault(this.from, text.trim()) ?? tagsFault(text));
    },
    { submission: { action: () => this.save().then(() => undefined) } },
  );

  protected readonly heading = headingOf(this.from);
  protected readonly q = carriersOf(this.from.map(({ tag }) => tag));
  protected readonly problem = signal<Problem | null>(null);
  protected readonly sentenceOf = sentenceOf;
  protected readonly counted = counted;
  protected readonly totalOf = totalOf;

  private readonly carriers = httpResource<Page<Pick<ServerView, 'id' | 'hostname' | 'tags'>>>(() => ({
    url: paths.servers,
    params: { q: this.q, sort: 'hostname', limit: shownRows, fields: 'id,hostname,tags' },
  }));
  private readonly to = computed(() => (this.form.to().invalid() ? '' : this.draft().to.trim()));
  /** How many have the new name already; asked when one has stopped typing. */
  private readonly carried = resource({
    params: () => this.to() || undefined,
    loader: async ({ params: to, abortSignal }) => {
      await new Promise((resolve) => setTimeout(resolve, typingMs));
      return abortSignal.aborted ? 0 : firstValueFrom(this.api.usesOf(to));
    },
  });

  /** What would be done, once all that it depends on is known. */
  protected readonly replacement = computed(() =>
    this.to() !== '' && this.carried.hasValue() && !this.carried.isLoading()
      ? { from: this.from, to: this.to(), carried: this.carried.value() }
      : null,
  );
  protected readonly total = computed(() =>
    this.carriers.hasValue() ? this.carriers.value().total : { value: this.from[0]?.uses ?? 0, exact: true },
  );
  protected readonly rows = computed(() => {
    if (!this.carriers.hasValue()) return null;
    const { from, to } = { from: this.from, to: this.to() };
    return this.carriers.value().items.map(({ id, hostname, tags }) => ({
      id,
      hostname,
      before: { tags },
      after: { tags: to === '' ? tags : tagsAfter(tags, { from, to }) },
    }));
  });
  protected readonly refused = computed(() => {
    const error = this.carriers.error() ?? this.carried.error();
    return error ? problemOf(error) : null;
  });
  protected readonly deed = computed(() => {
    const replacement = this.replacement();
    const verb = (replacement ? isMerge(replacement) : this.from.length > 1) ? 'Merge' : 'Rename';
    return `${verb} on ${totalOf(this.total())} ${this.total().value === 1 ? 'server' : 'servers'}`;
  });

  protected readonly suggest = (begun: string): Observable<readonly Suggestion[]> =>
    this.api.list(begun, { limit: suggested + this.from.length }).pipe(
      map(({ items }) =>
        items
          .filter(({ tag }) => !this.from.some((use) => use.tag === tag))
          .slice(0, suggested)
          .map(({ tag, uses }) => ({ text: tag, hint: counted(uses, 'server') })),
      ),
    );

  private async save(): Promise<void> {
    const replacement = this.replacement();
    if (!replacement) return;
    const { from, to } = replacement;
    const reason = this.draft().reason.trim();
    const tags = from.map(({ tag }) => tag);
    this.problem.set(null);
    try {
      const request = isMerge(replacement) ? this.api.merge(tags, to, reason) : this.api.rename(tags[0]!, to, reason);
      const { changed, changeSetId } = await firstValueFrom(request);
      this.undo.offer(doneOf(replacement, changed), changeSetId);
      this.dialog.close(true);
    } catch (error) {
      this.problem.set(problemOf(error));
      this.carried.reload();
      this.carriers.reload();
    }
  }
}
