import { Component, computed, input } from '@angular/core';
import { VerdictOf } from '../api/wire';
import { CopyButton } from '../ui/copy-button';

/** The way to the answer, and the answer: status, headers, the beginning of the body. */
@Component({
  selector: 'fleet-http-answer',
  imports: [CopyButton],
  template: `
    @if (verdict().redirects.length > 0) {
      <section>
        <h3>Redirects</h3>
        <ol class="hops">
          @for (hop of verdict().redirects; track $index) {
            <li>
              <span class="status mono">{{ hop.status }}</span>
              <span class="mono wrap">{{ hop.url }}</span>
              <span class="third mono">{{ hop.address }}</span>
            </li>
          }
          <li>
            <span class="status mono">{{ verdict().status ?? '–' }}</span>
            <span class="mono wrap">{{ verdict().url }}</span>
            <span class="third mono">{{ verdict().address ?? '' }}</span>
          </li>
        </ol>
      </section>
    }
    @if (headers().length > 0) {
      <section>
        <h3>Headers</h3>
        <dl class="facts">
          @for (header of headers(); track header.name) {
            <div>
              <dt class="mono">{{ header.name }}</dt>
              <dd class="mono">{{ header.value }}</dd>
            </div>
          }
        </dl>
      </section>
    }
    @if (verdict().body; as body) {
      <section>
        <h3>Body <fleet-copy what="the body" [text]="body" /></h3>
        <pre tabindex="0" aria-label="Body">{{ body }}</pre>
      </section>
    }
  `,
  styleUrl: './answer.css',
})
export class HttpAnswer {
  readonly verdict = input.required<VerdictOf<'http'>>();

  protected readonly headers = computed(() =>
    Object.entries(this.verdict().headers ?? {}).map(([name, value]) => ({
      name,
      value: Array.isArray(value) ? value.join(', ') : String(value),
    })),
  );
}
