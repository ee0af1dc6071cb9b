import { Component, booleanAttribute, computed, input, output } from '@angular/core';
import { Changes } from '../ui/changes';
import { countOf } from '../ui/number';
import { factsOf, nameless } from './facts';
import { Told } from './outcomes';
import { RefusedView } from './refused-view';

/** What became of each server, or would: the refused first, by why; then what changes, before and after. */
@Component({
  selector: 'fleet-outcomes',
  imports: [Changes, RefusedView],
  template: `
    <ul class="counts" [attr.aria-label]="isTrial() ? 'What would become of them' : 'What became of them'">
      @for (item of counts(); track item.says) {
        <li [class.none]="item.count === 0">
          <strong>{{ countOf(item.count) }}</strong> <span>{{ item.says }}</span>
        </li>
      }
    </ul>
    @if (told().counts.failed > 0) {
      <fleet-refused [told]="told()" [isTrial]="isTrial()" (more)="more.emit('failed')" />
    }
    @if (told().counts.changed > 0) {
      <section aria-labelledby="changed-head">
        <h3 id="changed-head">{{ isTrial() ? 'Would change' : 'Changed' }}</h3>
        <ol>
          @for (outcome of told().changed; track outcome.id) {
            <li>
              <span class="mono ellipsis" [title]="outcome.hostname ?? outcome.id">{{
                outcome.hostname ?? outcome.id
              }}</span>
              @if (outcome.message; as message) {
                <span class="second">{{ message }}</span>
              } @else {
                <fleet-changes [before]="factsOf(outcome.before, names())" [after]="factsOf(outcome.after, names())" />
              }
            </li>
          }
        </ol>
        @if (unshown() > 0) {
          <button type="button" class="link" (click)="more.emit('changed')">and {{ countOf(unshown()) }} more</button>
        }
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 14px;
      min-width: 0;
    }

    .counts {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 20px;
    }

    .counts li {
      display: flex;
      align-items: baseline;
      gap: 6px;
      color: var(--second);
    }

    .counts strong {
      color: var(--text);
      font-size: 17px;
      font-weight: 650;
    }

    .counts .none,
    .counts .none strong {
      color: var(--third);
      font-weight: 400;
    }

    h3 {
      padding-bottom: 6px;
      font-size: 13px;
      font-weight: 600;
    }

    ol li {
      display: grid;
      grid-template-columns: minmax(120px, 2fr) minmax(0, 3fr);
      gap: 14px;
      align-items: baseline;
      padding: 6px 0 5px;
      border-top: 1px solid var(--line);
    }
  `,
})
export class OutcomeView {
  readonly told = input.required<Told>();
  /** It has not been done: it would be so. */
  readonly isTrial = input(false, { transform: booleanAttribute });
  readonly names = input(nameless);
  readonly more = output<'changed' | 'failed'>();

  protected readonly countOf = countOf;
  protected readonly factsOf = factsOf;
  protected readonly unshown = computed(() => this.told().counts.changed - this.told().changed.length);

  protected readonly counts = computed(() => {
    const { changed, unchanged, failed } = this.told().counts;
    const [changes, stays, isRefused] = this.isTrial()
      ? ['would change', 'would stay as they are', 'would be refused']
      : ['changed', 'stayed as they were', 'were refused'];
    return [
      { count: changed, says: changes },
      { count: unchanged, says: stays },
      { count: failed, says: isRefused },
    ];
  });
}
