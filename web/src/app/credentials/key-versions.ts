import { Component, inject, input, output } from '@angular/core';
import { KeyVersion } from '../api/wire';
import { Clock } from '../ui/clock';
import { clockOf } from '../ui/time';

/** The keys that a credential has had, newest first. */
@Component({
  selector: 'fleet-key-versions',
  template: `
    <section class="panel" aria-labelledby="key-versions-head">
      <header>
        <h2 id="key-versions-head">Versions</h2>
      </header>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Fingerprint</th>
            <th scope="col" class="number">Since (UTC)</th>
            <th scope="col" class="number">Retired (UTC)</th>
          </tr>
        </thead>
        <tbody>
          @for (version of versions(); track version.keyVersion) {
            <tr>
              <td>{{ version.keyVersion }}</td>
              <td class="print">
                <code class="ellipsis">{{ version.fingerprint }}</code>
              </td>
              <td class="number second">
                <time>{{ clockOf(version.createdAt, clock.now()) }}</time>
              </td>
              <td class="number second">
                @if (version.retiredAt) {
                  <time>{{ clockOf(version.retiredAt, clock.now()) }}</time>
                } @else if (version.keyVersion === current()) {
                  current
                } @else {
                  still known to servers
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
      @if (hasMore()) {
        <button type="button" class="link" (click)="more.emit()">Older versions</button>
      }
    </section>
  `,
  styles: `
    .print {
      width: 45%;
      max-width: 0;
    }

    .print code {
      display: block;
    }
  `,
})
export class KeyVersions {
  readonly versions = input.required<readonly KeyVersion[]>();
  readonly current = input.required<number>();
  readonly hasMore = input(false);
  readonly more = output<void>();

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
}
