import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Observable, Subject, catchError, map, of, startWith, switchMap } from 'rxjs';
import { Problem, problemOf } from '../api/problem';
import { ImportOptions, Reading, TransferApi } from '../api/transfer-api';
import { ImportFormat, ImportPreview, ImportResult } from '../api/wire';
import { ImportOrder } from './import-run';
import { withTarget } from './targets';

/** What was asked of the server about the file. */
export type Asked<Answer> =
  { form: 'none' } | { form: 'asking' } | { form: 'told'; answer: Answer } | { form: 'refused'; problem: Problem };

const usual: ImportOptions = { mode: 'create', key: 'hostname', empty: 'keep', atomic: false, reason: '' };

/** A file on its way to become servers: how it is read, what is to be done, and what that would do. */
@Service({ autoProvided: false })
export class ImportDraft {
  private readonly api = inject(TransferApi);
  private readonly looks = new Subject<Observable<ImportPreview> | null>();
  private readonly checks = new Subject<Observable<ImportResult> | null>();
  private readonly reading = signal<Reading>({});
  private readonly lastPreview = signal<ImportPreview | null>(null);

  readonly file = signal<File | null>(null);
  readonly options = signal<ImportOptions>(usual);
  readonly look = signal<Asked<ImportPreview>>({ form: 'none' });
  readonly check = signal<Asked<ImportResult>>({ form: 'none' });

  /** The last that was told about this file: while another reading is asked for it stays on the screen. */
  readonly preview = computed(() => {
    const look = this.look();
    return look.form === 'told' ? look.answer : look.form === 'asking' ? this.lastPreview() : null;
  });

  constructor() {
    const destroyed = inject(DestroyRef);
    follow(this.looks, destroyed, (look) => {
      this.look.set(look);
      if (look.form === 'told') this.lastPreview.set(look.answer);
    });
    follow(this.checks, destroyed, (check) => this.check.set(check));
  }

  take(file: File | null): void {
    this.file.set(file);
    this.lastPreview.set(null);
    this.reading.set({});
    this.lookAgain();
  }

  readAs(format: ImportFormat): void {
    this.reading.set({ format });
    this.lookAgain();
  }

  fill(column: string, target: string | null): void {
    const preview = this.preview();
    if (!preview) return;
    this.reading.set({ format: preview.format, mapping: withTarget(preview.columns, column, target) });
    this.lookAgain();
  }

  choose(change: Partial<ImportOptions>): void {
    this.options.update((options) => ({ ...options, ...change }));
    if (!('reason' in change)) this.checks.next(null);
  }

  /** Reads the whole file, and changes nothing. */
  tryOut(): void {
    const order = this.order(0);
    if (order) this.checks.next(this.api.carryOut(order.file, order.reading, order.options, true));
  }

  /** What is to be done, as it is shown; null before the file was understood. */
  order(rows: number): ImportOrder | null {
    const [file, preview] = [this.file(), this.preview()];
    if (!file || !preview) return null;
    return { file, rows, options: this.options(), reading: { format: preview.format, mapping: preview.mapping } };
  }

  private lookAgain(): void {
    const file = this.file();
    this.checks.next(null);
    this.looks.next(file && this.api.preview(file, this.reading()));
  }
}

function follow<Answer>(
  questions: Subject<Observable<Answer> | null>,
  destroyed: DestroyRef,
  tell: (asked: Asked<Answer>) => void,
): void {
  questions
    .pipe(
      switchMap((question) =>
        question
          ? question.pipe(
              map((answer): Asked<Answer> => ({ form: 'told', answer })),
              catchError((error: unknown) => of<Asked<Answer>>({ form: 'refused', problem: problemOf(error) })),
              startWith<Asked<Answer>>({ form: 'asking' }),
            )
          : of<Asked<Answer>>({ form: 'none' }),
      ),
      takeUntilDestroyed(destroyed),
    )
    .subscribe(tell);
}
