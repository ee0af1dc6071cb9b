import { Component, computed, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { DriftReport, DriftedServer } from '../api/wire';
import { Changes } from '../ui/changes';
import { countOf, counted } from '../ui/number';
import { inLine } from './template-state';

const fewRows = 12;

/** The servers that are otherwise than the template says, and what each would have to change. */
@Component({
  selector: 'fleet-drift',
  imports: [Changes, RouterLink],
  template: `
    <section class="panel" aria-labelledby="drift-head">
      <header>
        <h2 id="drift-head">Drift</h2>
        @if (summary().drifted > 0 && canWrite()) {
          <span><button type="button" class="link" (click)="allMeant.emit()">Bring all in line …</button></span>
        } @else {
          <span>{{ summary().drifted === 0 && summary().total > 0 ? 'none' : '' }}</span>
        }
      </header>
      @if (summary().total === 0) {
        <p class="second">No server is made from it yet. Create one, or apply it to servers that are there.</p>
      } @else if (summary().drifted === 0) {
        <p class="second">{{ asItSays() }}</p>
      } @else {
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">Server</th>
              <th scope="col">What would bring it in line</th>
              <th scope="col" class="number">Made by</th>
              @if (canWrite()) {
                <th scope="col"><span class="spoken">Actions</span></th>
              }
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.server.serverId) {
              <tr>
                <td class="name">
                  <a class="mono ellipsis" data-row [routerLink]="['/servers', row.server.serverId]">{{
                    row.server.hostname
                  }}</a>
                </td>
                <td class="what"><fleet-changes [before]="row.before" [after]="row.after" /></td>
                <td class="number second">
                  {{ row.server.templateVersion === null ? '–' : 'version ' + row.server.templateVersion }}
                </td>
                @if (canWrite()) {
                  <td class="number">
                    <button
                      type="button"
                      class="button quiet"
                      [attr.aria-label]="'Bring in line: ' + row.server.hostname"
                      [disabled]="busy().has(row.server.serverId)"
                      (click)="meant.emit(row.server)"
                    >
                      Bring in line
                    </button>
                  </td>
                }
              </tr>
            }
          </tbody>
        </table>
        @if (unshown() > 0) {
          <button type="button" class="link" (click)="showMore()">and {{ countOf(unshown()) }} more</button>
        }
      }
    </section>
  `,
  styles: `
    td {
      padding-block: 5px !important;
      vertical-align: baseline;
    }

    .name {
      max-width: 240px;
    }

    .name a {
      display: block;
    }

    .what {
      width: 60%;
      white-space: normal;
    }

    td .button {
      height: 24px;
      padding: 0 8px;
    }
  `,
})
export class DriftPanel {
  readonly summary = input.required<DriftReport['summary']>();
  readonly servers = input.required<readonly DriftedServer[]>();
  readonly canWrite = input(false);
  /** Ids of the servers that are being brought in line. */
  readonly busy = input<ReadonlySet<string>>(new Set());
  readonly meant = output<DriftedServer>();
  readonly allMeant = output<void>();
  readonly more = output<void>();

  protected readonly countOf = countOf;
  private readonly isFolded = signal(true);
  protected readonly rows = computed(() =>
    this.servers()
      .slice(0, this.isFolded() ? fewRows : undefined)
      .map((server) => ({ server, ...inLine(server.drift) })),
  );
  protected readonly unshown = computed(() => Math.max(0, this.summary().drifted - this.rows().length));
  protected readonly asItSays = computed(() => {
    const { total } = this.summary();
    return total === 1 ? 'Its one server is as it says.' : `All ${counted(total, 'server')} are as it says.`;
  });

  protected showMore(): void {
    if (this.isFolded()) this.isFolded.set(false);
    else this.more.emit();
  }
}
