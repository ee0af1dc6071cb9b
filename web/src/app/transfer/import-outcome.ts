import { Component, computed, inject, input } from '@angular/core';
import { Clipboard } from '@angular/cdk/clipboard';
import { ImportResult } from '../api/wire';
import { factsOf } from '../bulk/facts';
import { Changes } from '../ui/changes';
import { Notices } from '../ui/notices';
import { countOf } from '../ui/number';
import { saveText } from '../ui/save-text';
import { placeOf, textOf } from './words';

const faultsShown = 50;
const rowsShown = 10;

/** What became of the rows of a file, or would: the bad ones first, each named by its place; then what changes. */
@Component({
  selector: 'fleet-import-outcome',
  imports: [Changes],
  template: `
    <ul
      class="counts"
      [attr.aria-label]="result().dryRun ? 'What would become of the rows' : 'What became of the rows'"
    >
      @for (item of counts(); track item.says) {
        <li [class.none]="item.count === 0">
          <strong>{{ countOf(item.count) }}</strong> <span>{{ item.says }}</span>
        </li>
      }
    </ul>
    @if (result().errors.length > 0) {
      <section class="faults">
        <header>
          <h3 id="faults-head">{{ result().dryRun ? 'Would be refused' : 'Refused' }}</h3>
          <button type="button" class="link" (click)="copy()">Copy</button>
          <button type="button" class="link" (click)="save()">Save as text</button>
        </header>
        <div class="scroller" tabindex="0" role="region" aria-labelledby="faults-head">
          <ol>
            @for (fault of faults(); track $index) {
              <li>
                <span class="mono second">{{ placeOf(fault) }}</span>
                <span>
                  @if (fault.pointer) {
                    <code class="third">{{ fault.pointer }}</code>
                  }
                  {{ fault.message }}
                </span>
              </li>
            }
          </ol>
        </div>
        @if (unshown() > 0) {
          <p class="third">and {{ countOf(unshown()) }} more in the text</p>
        }
        @if (result().errorsTruncated) {
          <p class="third">There are more than are listed: put these right first.</p>
        }
      </section>
    }
    @if (result().warnings.length > 0) {
      <section class="warnings" aria-labelledby="warnings-head">
        <h3 id="warnings-head">Left out</h3>
        <ul>
          @for (warning of warnings(); track $index) {
            <li class="second">
              @if (warning.line !== null) {
                <span class="mono">line {{ countOf(warning.line) }}</span>
              }
              {{ warning.message }}
            </li>
          }
        </ul>
      </section>
    }
    @if (changing().length > 0) {
      <section aria-labelledby="rows-head">
        <h3 id="rows-head">{{ result().dryRun ? 'Would change' : 'Changed' }}</h3>
        <ol>
          @for (row of changing(); track $index) {
            <li class="row">
              <span class="mono ellipsis" [title]="row.hostname ?? ''">{{ row.hostname }}</span>
              <span class="third">{{ row.status === 'created' ? 'new' : '' }}</span>
              <fleet-changes [most]="4" [before]="row.before" [after]="row.after" />
            </li>
          }
        </ol>
        @if (unlisted() > 0) {
          <p class="third">and {{ countOf(unlisted()) }} more</p>
        }
      </section>
    }
  `,
  styleUrl: './import-outcome.css',
})
export class ImportOutcome {
  readonly result = input.required<ImportResult>();

  private readonly clipboard = inject(Clipboard);
  private readonly notices = inject(Notices);
  protected readonly countOf = countOf;
  protected readonly placeOf = placeOf;

  protected readonly counts = computed(() => {
    const { created, updated, unchanged, failed, dryRun } = this.result();
    const would = dryRun ? 'would be ' : '';
    return [
      { count: created, says: `${would}created` },
      { count: updated, says: `${would}updated` },
      { count: unchanged, says: `say nothing new` },
      { count: failed, says: `${would}refused` },
    ];
  });
  protected readonly faults = computed(() => this.result().errors.slice(0, faultsShown));
  protected readonly unshown = computed(() => this.result().errors.length - this.faults().length);
  protected readonly warnings = computed(() => this.result().warnings.slice(0, faultsShown));
  protected readonly changing = computed(() =>
    this.result()
      .rows.filter(({ status }) => status === 'created' || status === 'updated')
      .slice(0, rowsShown)
      .map(({ before, after, ...row }) => ({ ...row, before: factsOf(before), after: besideName(after, row.status) })),
  );
  protected readonly unlisted = computed(() => this.result().created + this.result().updated - this.changing().length);

  protected copy(): void {
    if (this.clipboard.copy(textOf(this.result().errors))) this.notices.say('Copied');
    else this.notices.fail('The browser did not let it be copied. Save it instead.');
  }

  protected save(): void {
    saveText('refused.txt', textOf(this.result().errors));
  }
}

/** Of a new server its name stands beside it already. */
function besideName(after: object | null, status: ImportResult['rows'][number]['status']): object | null {
  const facts = Object.entries(factsOf(after) ?? {});
  return Object.fromEntries(facts.filter(([name]) => status !== 'created' || name !== 'hostname'));
}
