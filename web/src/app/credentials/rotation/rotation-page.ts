import { Component, DestroyRef, computed, effect, inject, input, untracked } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../../api/contact-store';
import { Session } from '../../api/session';
import { RotationServerState, rotationServerStates } from '../../api/wire';
import { Clock } from '../../ui/clock';
import { countOf, totalOf } from '../../ui/number';
import { ProblemPanel } from '../../ui/problem-panel';
import { Reached } from '../../ui/reached';
import { RowKeys } from '../../ui/row-keys';
import { Shortcuts } from '../../ui/shortcuts';
import { KeyChange } from './key-change';
import { RotationActions } from './rotation-actions';
import { RotationStore } from './rotation-store';
import { ServerSteps } from './server-steps';
import { statesOf, wavesOver } from './tally';
import { WaveList } from './wave-list';
import { nextOf, wordsOfStatus } from './words';

/** One rotation: how far it is, what happens next, and who stands in the way. Which servers are shown stands in the address. */
@Component({
  selector: 'fleet-rotation-page',
  imports: [KeyChange, ProblemPanel, Reached, RotationActions, RouterLink, RowKeys, ServerSteps, WaveList],
  providers: [RotationStore],
  templateUrl: './rotation-page.html',
  styleUrl: './rotation-page.css',
})
export class RotationPage {
  readonly id = input.required<string>();
  readonly state = input<string>();

  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly store = inject(RotationStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly rotation = this.store.rotation;
  protected readonly countOf = countOf;
  protected readonly totalOf = totalOf;
  protected readonly wavesOver = wavesOver;
  protected readonly wordsOfStatus = wordsOfStatus;

  protected readonly shown = computed(() => rotationServerStates.find((each) => each === this.state()) ?? null);
  protected readonly next = computed(() => {
    const rotation = this.rotation();
    return rotation && nextOf(rotation, this.clock.now());
  });
  /** Only of a halt: otherwise what happens next says it. */
  protected readonly because = computed(() => {
    const rotation = this.rotation();
    return rotation?.status === 'halted' && rotation.because ? rotation.because.replace(/\.?$/, '.') : null;
  });
  /** States to choose by: those that there are, and the one that is chosen. */
  protected readonly states = computed(() => {
    const rotation = this.rotation();
    const found = rotation ? statesOf(rotation, rotationServerStates) : [];
    const shown = this.shown();
    return shown === null || found.some(({ state }) => state === shown)
      ? found
      : [...found, { state: shown, count: 0 }];
  });

  constructor() {
    const title = inject(Title);
    effect(() => {
      const [id, state] = [this.id(), this.shown()];
      untracked(() => this.store.show(id, state));
    });
    effect(() => {
      const name = this.rotation()?.credentialName;
      if (name) title.setTitle(`Rotation of ${name} · InfraWatch Fleet`);
    });
    inject(Shortcuts).on(inject(DestroyRef), { back: () => void this.router.navigate(['/rotations']) });
  }

  protected show(state: RotationServerState | null): void {
    void this.router.navigate([], { queryParams: { state }, queryParamsHandling: 'merge' });
  }
}
