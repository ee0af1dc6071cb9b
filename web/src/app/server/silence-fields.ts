import { Component, computed, inject, input } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { Clock } from '../ui/clock';
import { clockOf } from '../ui/time';
import { Silence, endOf, silenceFault, silenceWords, silences } from './silence';

let lastId = 0;

/** How long: a few usual lengths, a moment, or no longer. */
@Component({
  selector: 'fleet-silence-fields',
  imports: [FormField],
  template: `
    <fieldset>
      <legend>Call nobody for</legend>
      @for (each of choices(); track each) {
        <label>
          <input
            type="radio"
            [value]="each"
            [attr.cdkFocusInitial]="each === silence()().value() ? '' : null"
            [formField]="silence()"
          />
          {{ words[each] }}
        </label>
      }
    </fieldset>
    @if (silence()().value() === 'at') {
      <div class="field">
        <label [for]="id">Until, in UTC</label>
        <input
          class="input"
          type="datetime-local"
          [id]="id"
          [formField]="silentUntil()"
          [attr.aria-invalid]="fault() ? true : null"
          [attr.aria-describedby]="fault() ? id + '-fault' : null"
        />
        @if (fault(); as text) {
          <p class="fault" [id]="id + '-fault'">{{ text }}</p>
        }
      </div>
    }
    <p class="third">{{ consequence() }}</p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 10px;
    }

    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 14px;
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }

    legend {
      padding: 0 0 6px;
      color: var(--second);
      font-weight: 500;
    }

    fieldset label {
      display: flex;
      align-items: center;
      gap: 7px;
      min-height: 26px;
    }

    fieldset input {
      margin: 0;
    }

    .field {
      width: 230px;
    }
  `,
})
export class SilenceFields {
  readonly silence = input.required<FieldTree<Silence>>();
  readonly silentUntil = input.required<FieldTree<string>>();
  readonly canEnd = input(true);

  private readonly clock = inject(Clock);
  protected readonly id = `silence-${(lastId += 1)}`;
  protected readonly words = silenceWords;
  protected readonly choices = computed(() => silences.filter((each) => each !== 'end' || this.canEnd()));

  private readonly draft = computed(() => ({
    silence: this.silence()().value(),
    silentUntil: this.silentUntil()().value(),
  }));
  protected readonly fault = computed(() => silenceFault(this.draft(), this.clock.now()));

  protected readonly consequence = computed(() => {
    const end = endOf(this.draft(), this.clock.now());
    if (end === null) return 'They page again from now on, when they are unhealthy.';
    const until = end === undefined ? 'then' : `${clockOf(end, this.clock.now())} UTC`;
    return `Checked as ever, and nobody is called until ${until}.`;
  });
}
