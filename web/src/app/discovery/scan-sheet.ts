import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FieldTree, FormRoot, ValidationError, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { DiscoveryApi } from '../api/discovery-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { Scan } from '../api/wire';
import { wholeFault } from '../server/form-rules';
import { rule } from '../server/server-form';
import { TextField } from '../ui/text-field';
import {
  ScanDraft,
  cidrsFault,
  newScan,
  orderOf,
  placed,
  portPresets,
  portsFault,
  schedulePresets,
} from './scan-draft';

const fastest = 20_000;

/** Orders a scan. Closes with it. */
@Component({
  selector: 'fleet-scan-sheet',
  imports: [FormRoot, TextField],
  templateUrl: './scan-sheet.html',
  styleUrls: ['../ui/sheet.css', './scan-sheet.css'],
})
export class ScanSheet {
  private readonly api = inject(DiscoveryApi);
  protected readonly dialog = inject<DialogRef<Scan>>(DialogRef);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly portPresets = portPresets;
  protected readonly schedulePresets = schedulePresets;
  protected readonly sentenceOf = sentenceOf;

  protected readonly draft = signal<ScanDraft>(newScan);
  protected readonly form = form(
    this.draft,
    (draft) => {
      rule(draft.cidrs, cidrsFault);
      rule(draft.ports, portsFault);
      rule(draft.rate, (text) => wholeFault(text, 1, fastest));
    },
    { submission: { action: (field) => this.order(field) } },
  );

  /** What the message beside no field says. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    return problem && !problem.errors.some((fault) => placed(newScan, fault)) ? problem : null;
  });

  protected choose(field: 'ports' | 'schedule', text: string): void {
    this.draft.update((draft) => ({ ...draft, [field]: text }));
  }

  private async order(field: FieldTree<ScanDraft>): Promise<ValidationError.WithOptionalFieldTree[] | undefined> {
    this.problem.set(null);
    try {
      this.dialog.close(await firstValueFrom(this.api.order(orderOf(this.draft()))));
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.problem.set(problem);
      const faults = problem.errors.flatMap((fault) => {
        const at = placed(this.draft(), fault);
        return at ? [{ kind: 'server', message: at.message, fieldTree: this.form[at.field] }] : [];
      });
      return faults.length > 0 ? faults : [{ kind: 'server', message: sentenceOf(problem), fieldTree: field }];
    }
  }
}
