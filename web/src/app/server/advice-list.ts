import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Advice } from './advice';

/** What is known of what was typed, below its field. */
@Component({
  selector: 'fleet-advice',
  imports: [RouterLink],
  template: `
    <div role="status">
      <ul>
        @for (each of advice(); track $index) {
          <li [class.warning]="each.tone === 'warning'">
            @if (each.tone === 'warning') {
              <svg viewBox="0 0 10 10" aria-hidden="true"><path d="M5 .9 9.5 9H.5z" /></svg>
              <span class="spoken">Warning:</span>
            }
            <span>
              {{ each.text }}
              @if (each.link; as server) {
                <a class="link mono" target="_blank" [routerLink]="['/servers', server.id]">{{ server.hostname }}</a>
              }
            </span>
          </li>
        }
      </ul>
    </div>
  `,
  styles: `
    li {
      display: flex;
      align-items: baseline;
      gap: 6px;
      color: var(--third);
      font-size: 12px;
      line-height: 18px;
      overflow-wrap: anywhere;
    }

    .warning {
      color: var(--second);
    }

    svg {
      flex: none;
      width: 9px;
      height: 9px;
      fill: var(--degraded);
    }
  `,
})
export class AdviceList {
  readonly advice = input.required<readonly Advice[]>();
}
