import { Component, computed, input } from '@angular/core';

/** A text with the place of its fault underlined. Where it ends too early, the place is behind it. */
@Component({
  selector: 'fleet-marked-text',
  template: `{{ before() }}<mark>{{ at() }}</mark
    >{{ after() }}<span class="spoken">{{ said() }}</span>`,
  styles: `
    :host {
      font: 400 12px/18px var(--mono);
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }

    mark {
      border-radius: 2px;
      background: var(--unhealthy-wash);
      color: var(--unhealthy);
      text-decoration: underline wavy 1px;
      text-underline-offset: 4px;
    }
  `,
})
export class MarkedText {
  readonly text = input.required<string>();
  /** Offset of the first wrong character. */
  readonly position = input.required<number>();

  protected readonly before = computed(() => this.text().slice(0, this.position()));
  protected readonly at = computed(() => this.text().slice(this.position(), this.position() + 1) || '\u2007');
  protected readonly after = computed(() => this.text().slice(this.position() + 1));
  protected readonly said = computed(() => `, character ${this.position() + 1}`);
}
