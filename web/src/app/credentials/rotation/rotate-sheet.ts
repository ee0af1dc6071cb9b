import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { FieldTree, FormField, FormRoot, ValidationError, form } from '@angular/forms/signals';
import { Observable, catchError, debounceTime, firstValueFrom, map, of, startWith, switchMap } from 'rxjs';
import { Problem, problemOf, sentenceOf } from '../../api/problem';
import { RotationsApi } from '../../api/rotations-api';
import { Credential, Rotation, RotationPlan } from '../../api/wire';
import { matchesOf } from '../../search/matches';
import { QueryField } from '../../search/query-field';
import { wholeFault } from '../../server/form-rules';
import { rule } from '../../server/server-form';
import { counted } from '../../ui/number';
import { TextField } from '../../ui/text-field';
import { strengths } from '../credential-draft';
import { keyNameOf } from '../key-name';
import { PlanView } from './plan-view';
import {
  RotationDraft,
  budgetFault,
  hindranceOf,
  isSaid,
  mostHours,
  newRotation,
  orderOf,
  placeOf,
  wavePresets,
  wavesFault,
} from './rotation-draft';

/** What would be done, as far as that is known. */
type Preview =
  | { form: 'unsaid' }
  | { form: 'asking' }
  | { form: 'planned'; plan: RotationPlan }
  | { form: 'refused'; problem: Problem };

const typingMs = 250;

/** Who gets the new key, how fast, and when it stops; the plan is shown as it is typed. Closes with the rotation. */
@Component({
  selector: 'fleet-rotate-sheet',
  imports: [FormField, FormRoot, PlanView, QueryField, TextField],
  templateUrl: './rotate-sheet.html',
  styleUrls: ['../../ui/sheet.css', './rotate-sheet.css'],
})
export class RotateSheet {
  private readonly api = inject(RotationsApi);
  protected readonly credential = inject<Credential>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<Rotation>>(DialogRef);
  protected readonly strengths = strengths;
  protected readonly wavePresets = wavePresets;
  protected readonly sentenceOf = sentenceOf;
  protected readonly asBefore = keyNameOf(this.credential.algorithm, this.credential.bits);

  protected readonly draft = signal<RotationDraft>(newRotation);
  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.waves, wavesFault);
      rule(draft.failureBudget, budgetFault);
      rule(draft.keepOldHours, (text) => wholeFault(text, 0, mostHours));
    },
    { submission: { action: (field) => this.rotate(field) } },
  );
  protected readonly matches = matchesOf(computed(() => (this.draft().which === 'some' ? this.draft().q : '')));

  protected readonly problem = signal<Problem | null>(null);
  protected readonly preview = signal<Preview>({ form: 'asking' });
  protected readonly hindrance = computed(() => {
    const preview = this.preview();
    return preview.form === 'planned' ? hindranceOf(preview.plan, this.draft()) : null;
  });
  protected readonly canRotate = computed(
    () => this.preview().form === 'planned' && this.hindrance() === null && this.form().valid(),
  );
  protected readonly deed = computed(() => {
    const preview = this.preview();
    const total = preview.form === 'planned' ? preview.plan.total : 0;
    return total > 0 ? `Rotate ${counted(total, 'server')}` : 'Rotate';
  });
  protected readonly hint = computed(
    () => wavePresets.find(({ waves }) => waves === this.draft().waves)?.hint ?? 'Counts, or shares of all.',
  );

  constructor() {
    // Why is no part of a plan.
    const order = computed(() => JSON.stringify({ ...this.draft(), reason: '' }));
    toObservable(order)
      .pipe(
        debounceTime(typingMs),
        switchMap(() => this.planned(this.draft())),
        takeUntilDestroyed(),
      )
      .subscribe((preview) => this.preview.set(preview));
  }

  protected choose(waves: string): void {
    this.draft.update((draft) => ({ ...draft, waves }));
  }

  private planned(draft: RotationDraft): Observable<Preview> {
    if (!isSaid(draft) || !this.form().valid()) return of({ form: 'unsaid' });
    return this.api.plan(this.credential.id, orderOf(draft)).pipe(
      map((plan): Preview => ({ form: 'planned', plan })),
      catchError((error: unknown) => of<Preview>({ form: 'refused', problem: problemOf(error) })),
      startWith<Preview>({ form: 'asking' }),
    );
  }

  private async rotate(field: FieldTree<RotationDraft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    if (!this.canRotate()) return undefined;
    this.problem.set(null);
    try {
      const { rotation } = await firstValueFrom(this.api.order(this.credential.id, orderOf(this.draft())));
      this.dialog.close(rotation);
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.problem.set(problem);
      const faults = problem.errors.flatMap(({ pointer, message }) => {
        const place = placeOf(pointer);
        return place && place !== 'which' ? [{ kind: 'server', message, fieldTree: this.form[place] }] : [];
      });
      return faults.length > 0 ? faults : [{ kind: 'server', message: sentenceOf(problem), fieldTree: field }];
    }
  }
}
