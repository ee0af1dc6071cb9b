import { Component, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { PagedList } from '../../api/paged-list';
import { RotationsApi } from '../../api/rotations-api';
import { Rotation } from '../../api/wire';
import { Clock } from '../../ui/clock';
import { countOf } from '../../ui/number';
import { ProblemPanel } from '../../ui/problem-panel';
import { clockOf } from '../../ui/time';
import { RotationBar } from './rotation-bar';
import { RotationNews } from './rotation-news';
import { tallyOf } from './tally';
import { wordsOfStatus } from './words';

const shownRotations = 5;

/** The last rotations of a key. */
@Component({
  selector: 'fleet-rotation-panel',
  imports: [ProblemPanel, RotationBar, RouterLink],
  template: `
    <section class="panel" aria-labelledby="rotations-head">
      <header>
        <h2 id="rotations-head">Rotations</h2>
        @if (list.total(); as total) {
          @if (total.value > 0) {
            <a routerLink="/rotations" [queryParams]="{ key: credentialId() }">all {{ countOf(total.value) }}</a>
          }
        }
      </header>
      @if (list.problem(); as problem) {
        <fleet-problem what="Its rotations could not be fetched" [problem]="problem" (retry)="list.refresh()" />
      }
      @if (list.items(); as rotations) {
        @if (rotations.length > 0) {
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">Status</th>
                <th scope="col">Progress</th>
                <th scope="col" class="number">Servers</th>
                <th scope="col">By</th>
                <th scope="col" class="number">Ordered (UTC)</th>
              </tr>
            </thead>
            <tbody>
              @for (rotation of rotations; track rotation.id) {
                <tr>
                  <td>
                    <a [routerLink]="['/rotations', rotation.id]"
                      >{{ rotation.fromVersion }} → {{ rotation.toVersion }}</a
                    >
                  </td>
                  <td>{{ wordsOfStatus[rotation.status] }}</td>
                  <td class="progress">
                    <fleet-rotation-bar [waves]="rotation.waves" [direction]="rotation.direction" />
                  </td>
                  <td class="number second">{{ countOf(doneOf(rotation)) }} of {{ countOf(rotation.total) }}</td>
                  <td class="second">{{ rotation.requestedBy }}</td>
                  <td class="number second">
                    <time>{{ clockOf(rotation.createdAt, clock.now()) }}</time>
                  </td>
                </tr>
              }
            </tbody>
          </table>
        } @else {
          <p class="third">It was never rotated.</p>
        }
      } @else if (!list.problem()) {
        <p role="status" aria-busy="true" aria-label="Loading rotations">
          <i class="skeleton" style="width: 64%"></i>
        </p>
      }
    </section>
  `,
  styles: `
    .progress {
      width: 24%;
    }
  `,
})
export class RotationPanel {
  readonly credentialId = input.required<string>();

  private readonly api = inject(RotationsApi);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;
  protected readonly wordsOfStatus = wordsOfStatus;
  protected readonly list = new PagedList<Rotation>(() =>
    this.api.list({ credentialId: this.credentialId() }, { limit: shownRotations }),
  );

  constructor() {
    effect(() => {
      this.credentialId();
      untracked(() => this.list.restart());
    });
    inject(RotationNews)
      .of(() => true)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.list.refresh());
  }

  protected doneOf({ waves, direction }: Rotation): number {
    return tallyOf(waves, direction).done;
  }
}
