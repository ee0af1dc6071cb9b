import { Component, HostListener, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { sentenceOf } from '../api/problem';
import { Undo } from '../bulk/undo';
import { countOf } from '../ui/number';
import { ImportRun } from './import-run';
import { wordsOf } from './words';

/** The import that is under way, on every page; afterwards what became of it. */
@Component({
  selector: 'fleet-import-tray',
  imports: [RouterLink],
  template: `
    @let now = run.state();
    @if (now.form !== 'none') {
      <section [attr.aria-label]="title()">
        <header>
          <a class="ellipsis" [routerLink]="changeSetId() ? ['/changesets', changeSetId()] : '/import'">{{
            title()
          }}</a>
          @if (now.form !== 'under-way') {
            <button type="button" class="close" aria-label="Put away" (click)="run.putAway()">×</button>
          }
        </header>
        @if (now.form === 'under-way') {
          <progress
            [attr.value]="now.done === null ? null : now.done"
            [attr.max]="now.rows"
            [attr.aria-label]="title()"
          ></progress>
        }
        <p>
          <span class="second" role="status">{{ words() }}</span>
          @if (now.form === 'under-way') {
            <button type="button" class="link" (click)="run.cancel()">Cancel</button>
          } @else if (changeSetId(); as id) {
            <button type="button" class="link" (click)="takeBack(id)">Undo</button>
          }
        </p>
      </section>
    }
  `,
  styleUrl: './import-tray.css',
})
export class ImportTray {
  private readonly undo = inject(Undo);
  protected readonly run = inject(ImportRun);
  protected readonly changeSetId = computed(() => this.run.changeSetId());

  protected readonly title = computed(() => {
    const state = this.run.state();
    return state.form === 'none' ? '' : `Import ${state.name}`;
  });

  protected readonly words = computed(() => {
    const state = this.run.state();
    switch (state.form) {
      case 'none':
        return '';
      case 'under-way':
        return state.done === null ? 'on its way' : `${countOf(state.done)} of ${countOf(state.rows)} rows`;
      case 'cancelled':
        return 'cancelled; what was imported before stays';
      case 'told':
        return wordsOf(state.result);
      case 'refused':
        return sentenceOf(state.problem);
    }
  });

  /** The file goes with the window. */
  @HostListener('window:beforeunload', ['$event'])
  protected warn(event: BeforeUnloadEvent): void {
    if (this.run.isUnderWay()) event.preventDefault();
  }

  protected async takeBack(changeSetId: string): Promise<void> {
    if (await this.undo.revert(changeSetId)) this.run.putAway();
  }
}
