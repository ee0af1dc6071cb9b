import { Component, computed, inject, input, output } from '@angular/core';
import { TemplateVersion } from '../api/wire';
import { Changes } from '../ui/changes';
import { Clock } from '../ui/clock';
import { clockOf } from '../ui/time';
import { revisionsOf } from './template-state';

/** What a template said before, newest first: who wrote each version, and what it changed. */
@Component({
  selector: 'fleet-template-versions',
  imports: [Changes],
  template: `
    <section class="panel" aria-labelledby="versions-head">
      <header>
        <h2 id="versions-head">Versions</h2>
      </header>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">What it changed</th>
            <th scope="col">Who</th>
            <th scope="col" class="number">When (UTC)</th>
            @if (canWrite()) {
              <th scope="col"><span class="spoken">Actions</span></th>
            }
          </tr>
        </thead>
        <tbody>
          @for (revision of revisions(); track revision.version.version; let isFirst = $first) {
            <tr>
              <td>{{ revision.version.version }}</td>
              <td class="what">
                @if (revision.after) {
                  <fleet-changes [before]="revision.before" [after]="revision.after" />
                } @else if (revision.version.version === 1) {
                  <span class="second">the first</span>
                }
              </td>
              <td class="second">{{ revision.version.actorName ?? '–' }}</td>
              <td class="number second">
                <time [attr.datetime]="revision.version.createdAt">{{
                  clockOf(revision.version.createdAt, clock.now())
                }}</time>
              </td>
              @if (canWrite()) {
                <td class="number">
                  @if (!isFirst) {
                    <button
                      type="button"
                      class="button quiet"
                      [attr.aria-label]="'Bring back version ' + revision.version.version"
                      (click)="broughtBack.emit(revision.version)"
                    >
                      Bring back
                    </button>
                  } @else {
                    <span class="third">current</span>
                  }
                </td>
              }
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
    td {
      padding-block: 5px !important;
      vertical-align: baseline;
    }

    .what {
      width: 55%;
      white-space: normal;
    }

    td .button {
      height: 24px;
      padding: 0 8px;
    }
  `,
})
export class VersionList {
  readonly versions = input.required<readonly TemplateVersion[]>();
  readonly hasMore = input(false);
  readonly canWrite = input(false);
  readonly broughtBack = output<TemplateVersion>();
  readonly more = output<void>();

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly revisions = computed(() => revisionsOf(this.versions()));
}
