import { Component, ElementRef, Injector, afterNextRender, computed, inject, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { ImportFormat } from '../api/wire';
import { Undo } from '../bulk/undo';
import { countOf, counted } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { ColumnTable } from './column-table';
import { FileDrop } from './file-drop';
import { ImportDraft } from './import-draft';
import { ImportOutcome } from './import-outcome';
import { ImportRun } from './import-run';
import { OptionsForm } from './options-form';
import { PreviewTable } from './preview-table';
import { formatNames, wordsOf } from './words';

/** A file becomes servers in four steps: choose it, see how it is read, see what it would do, do it. */
@Component({
  selector: 'fleet-import-page',
  imports: [ColumnTable, FileDrop, ImportOutcome, OptionsForm, PreviewTable, ProblemPanel, RouterLink],
  providers: [ImportDraft],
  templateUrl: './import-page.html',
  styleUrl: './import-page.css',
})
export class ImportPage {
  private readonly undo = inject(Undo);
  private readonly injector = inject(Injector);
  private readonly outcome = viewChild<ElementRef<HTMLElement>>('outcome');
  protected readonly draft = inject(ImportDraft);
  protected readonly run = inject(ImportRun);
  protected readonly session = inject(Session);
  protected readonly formats = Object.entries(formatNames) as [ImportFormat, string][];
  protected readonly sentenceOf = sentenceOf;
  protected readonly countOf = countOf;

  protected readonly file = computed(() => {
    const file = this.draft.file();
    return file && { name: file.name, size: sizeOf(file.size) };
  });
  protected readonly preview = this.draft.preview;
  protected readonly problem = computed(() => {
    const look = this.draft.look();
    return look.form === 'refused' ? look.problem : null;
  });
  /** What was read of the beginning, in one sentence. */
  protected readonly read = computed(() => {
    const preview = this.preview();
    if (!preview) return '';
    const { read, failed, complete } = preview;
    const rows = `${complete ? '' : 'The first '}${counted(read, 'row')}`;
    return failed === 0 ? `${rows}, all fine` : `${rows}, ${countOf(failed)} with faults`;
  });
  protected readonly isTable = computed(() => this.preview()?.format === 'csv');

  protected readonly checked = computed(() => {
    const check = this.draft.check();
    return check.form === 'told' ? check.answer : null;
  });
  protected readonly refusal = computed(() => {
    const check = this.draft.check();
    return check.form === 'refused' ? check.problem : null;
  });
  protected readonly isChecking = computed(() => this.draft.check().form === 'asking');
  protected readonly doable = computed(() => {
    const result = this.checked();
    if (!result || (this.draft.options().atomic && result.failed > 0)) return 0;
    return result.created + result.updated;
  });
  protected readonly deed = computed(() =>
    this.doable() === 0 ? 'Nothing to import' : `Import ${counted(this.doable(), 'server')}`,
  );
  protected readonly heading = computed(() => {
    const state = this.run.state();
    switch (state.form) {
      case 'none':
        return '';
      case 'under-way':
        return `Importing ${state.name}`;
      case 'told':
        return `${state.name}: ${wordsOf(state.result)}`;
      case 'cancelled':
        return `${state.name}: cancelled`;
      case 'refused':
        return `${state.name} was not imported to its end`;
    }
  });

  protected take(file: File): void {
    this.run.putAway();
    this.draft.take(file);
  }

  protected begin(): void {
    const order = this.draft.order(this.checked()?.total ?? 0);
    if (!order || this.doable() === 0) return;
    this.run.begin(order);
    // What was pressed is gone: go on from here.
    afterNextRender(() => this.outcome()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async takeBack(changeSetId: string): Promise<void> {
    if (await this.undo.revert(changeSetId)) this.again();
  }

  protected again(): void {
    this.run.putAway();
    this.draft.take(null);
  }
}

function sizeOf(bytes: number): string {
  if (bytes < 1_024) return counted(bytes, 'byte');
  const kib = bytes / 1_024;
  return kib < 1_024 ? `${countOf(Math.round(kib))} KiB` : `${(kib / 1_024).toFixed(1)} MiB`;
}
