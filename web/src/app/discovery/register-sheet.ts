import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { FormField, form } from '@angular/forms/signals';
import { Observable, catchError, debounceTime, firstValueFrom, map, of, startWith, switchMap } from 'rxjs';
import { DiscoveryApi } from '../api/discovery-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { TemplatesApi } from '../api/templates-api';
import { HostImport, ImportedHosts, Lifecycle, Template, lifecycles } from '../api/wire';
import { tagsFault, tagsOf } from '../server/form-rules';
import { rule } from '../server/server-form';
import { countOf, counted } from '../ui/number';
import { TextField } from '../ui/text-field';

/** Which hosts of which scan. */
export interface RegisterPlan {
  scanId: string;
  which: Pick<HostImport, 'addresses' | 'match'>;
}

interface Draft {
  templateId: string;
  tags: string;
  lifecycle: Lifecycle;
  reason: string;
}

type Preview = { form: 'asking' } | { form: 'told'; told: ImportedHosts } | { form: 'refused'; problem: Problem };

const typingMs = 250;
const shownRows = 200;
const mostTemplates = 200;

/** Makes servers of hosts: says beforehand how each will be named and which cannot be. Closes with what became of them. */
@Component({
  selector: 'fleet-register-sheet',
  imports: [FormField, TextField],
  templateUrl: './register-sheet.html',
  styleUrls: ['../ui/sheet.css', './register-sheet.css'],
})
export class RegisterSheet {
  private readonly api = inject(DiscoveryApi);
  private readonly plan = inject<RegisterPlan>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<ImportedHosts>>(DialogRef);
  protected readonly lifecycles = lifecycles;
  protected readonly sentenceOf = sentenceOf;
  protected readonly countOf = countOf;

  private readonly draft = signal<Draft>({ templateId: '', tags: '', lifecycle: 'planned', reason: '' });
  protected readonly form = form(this.draft, (draft) => rule(draft.tags, tagsFault));
  protected readonly templates = toSignal(
    inject(TemplatesApi)
      .list({ limit: mostTemplates })
      .pipe(
        map(({ items }) => items),
        catchError(() => of<Template[]>([])),
      ),
    { initialValue: [] },
  );

  private readonly order = computed<HostImport>(() => {
    const { templateId, tags, lifecycle, reason } = this.draft();
    return {
      ...this.plan.which,
      lifecycle,
      ...(templateId !== '' && { templateId }),
      ...(tags.trim() !== '' && { tags: tagsOf(tags) }),
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    };
  });

  protected readonly preview = signal<Preview>({ form: 'asking' });
  protected readonly refusal = signal<Problem | null>(null);
  protected readonly isRegistering = signal(false);
  protected readonly rows = computed(() => {
    const preview = this.preview();
    const results = preview.form === 'told' ? preview.told.results : [];
    return results.toSorted((one, other) => (one.status === other.status ? 0 : one.status === 'failed' ? -1 : 1));
  });
  protected readonly shown = computed(() => this.rows().slice(0, shownRows));
  protected readonly created = computed(() => {
    const preview = this.preview();
    return preview.form === 'told' ? preview.told.created : 0;
  });
  protected readonly refusedWords = computed(() => {
    const preview = this.preview();
    return preview.form === 'refused' ? sentenceOf(preview.problem) : '';
  });
  protected readonly canRegister = computed(() => this.created() > 0 && this.form().valid() && !this.isRegistering());
  protected readonly deed = computed(() =>
    this.created() > 0 ? `Register ${counted(this.created(), 'host')}` : 'Register',
  );

  constructor() {
    toObservable(this.order)
      .pipe(
        debounceTime(typingMs),
        switchMap((order) => (this.form().valid() ? this.tried(order) : of<Preview>({ form: 'asking' }))),
        takeUntilDestroyed(),
      )
      .subscribe((preview) => this.preview.set(preview));
  }

  protected async register(): Promise<void> {
    if (!this.canRegister()) return;
    this.isRegistering.set(true);
    this.refusal.set(null);
    try {
      this.dialog.close(await firstValueFrom(this.api.register(this.plan.scanId, this.order())));
    } catch (error) {
      this.refusal.set(problemOf(error));
    } finally {
      this.isRegistering.set(false);
    }
  }

  private tried(order: HostImport): Observable<Preview> {
    return this.api.register(this.plan.scanId, { ...order, dryRun: true }).pipe(
      map((told): Preview => ({ form: 'told', told })),
      catchError((error: unknown) => of<Preview>({ form: 'refused', problem: problemOf(error) })),
      startWith<Preview>({ form: 'asking' }),
    );
  }
}
