import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ImportedHosts } from '../api/wire';
import { sentenceOfImport } from './host-words';

/** What became of the hosts that somebody registered: which could not be, why, and the way back. */
@Component({
  selector: 'fleet-host-import',
  imports: [RouterLink],
  template: `
    <header>
      <h2 id="import-head">{{ sentence() }}</h2>
      <span class="ways">
        @if (outcome().changeSetId; as id) {
          <a class="link" [routerLink]="['/changesets', id]">The change set</a>
          <button type="button" class="link" (click)="undone.emit(id)">Take it back</button>
        }
        <button type="button" class="link" (click)="closed.emit()">Put away</button>
      </span>
    </header>
    @if (failed().length > 0) {
      <ul>
        @for (host of failed(); track host.address) {
          <li>
            <span class="mono">{{ host.address }}</span> {{ host.error?.message }}
            @if (host.error?.serverId; as id) {
              <a class="link" [routerLink]="['/servers', id]">The server that is in the way</a>
            }
          </li>
        }
      </ul>
    }
  `,
  host: { role: 'region', 'aria-labelledby': 'import-head', class: 'panel' },
  styles: `
    :host {
      display: block;
    }

    .ways {
      display: flex;
      gap: 14px;
    }

    ul {
      display: grid;
      gap: 4px;
      max-height: 200px;
      overflow: auto;
    }
  `,
})
export class ImportOutcomeView {
  readonly outcome = input.required<ImportedHosts>();
  /** The change set is to be reverted. */
  readonly undone = output<string>();
  readonly closed = output<void>();

  protected readonly sentence = computed(() => sentenceOfImport(this.outcome()));
  protected readonly failed = computed(() => this.outcome().results.filter(({ status }) => status === 'failed'));
}
