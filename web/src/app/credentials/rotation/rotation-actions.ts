import { Component, computed, inject, input, output, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { problemOf, sentenceOf } from '../../api/problem';
import { RotationTurn, RotationsApi } from '../../api/rotations-api';
import { Rotation } from '../../api/wire';
import { Dialogs } from '../../ui/dialogs';
import { Notices } from '../../ui/notices';
import { RotationSheets } from './rotation-sheets';
import { turnsOf } from './words';

const deeds: Record<RotationTurn, { name: string; refused: string }> = {
  pause: { name: 'Pause', refused: 'Not paused.' },
  resume: { name: 'Resume', refused: 'Not resumed.' },
  cancel: { name: 'Cancel …', refused: 'Not cancelled.' },
  rollback: { name: 'Roll back …', refused: 'Not rolled back.' },
  finish: { name: 'Forget old keys …', refused: 'Not forgotten.' },
};

/** What can be done to a rotation now. Says how it then is. */
@Component({
  selector: 'fleet-rotation-actions',
  template: `
    @for (turn of turns(); track turn) {
      <button
        type="button"
        class="button"
        [class.primary]="turn === 'resume'"
        [class.danger]="turn === 'rollback'"
        [disabled]="isBusy()"
        (click)="take(turn)"
      >
        {{ deeds[turn].name }}
      </button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
  `,
})
export class RotationActions {
  private readonly api = inject(RotationsApi);
  private readonly dialogs = inject(Dialogs);
  private readonly notices = inject(Notices);
  private readonly sheets = inject(RotationSheets);

  readonly rotation = input.required<Rotation>();
  readonly moved = output<Rotation>();

  protected readonly deeds = deeds;
  protected readonly isBusy = signal(false);
  protected readonly turns = computed(() => turnsOf(this.rotation()));

  protected async take(turn: RotationTurn): Promise<void> {
    const rotation = this.rotation();
    const reason = turn === 'rollback' ? await this.sheets.rollBack(rotation) : undefined;
    const isMeant = turn === 'rollback' ? reason !== undefined : await this.isMeant(turn, rotation);
    if (isMeant) await this.move(turn, rotation.id, reason);
  }

  private async isMeant(turn: RotationTurn, { credentialName }: Rotation): Promise<boolean> {
    if (turn === 'cancel')
      return this.dialogs.confirm({
        title: `Cancel the rotation of ${credentialName}?`,
        consequence:
          'No further server is touched. What was done stays: who is done has the new key, who is in the middle both, the others the old one. It cannot be resumed; it can be rolled back.',
        deed: 'Cancel the rotation',
      });
    if (turn === 'finish')
      return this.dialogs.confirm({
        title: `Forget the old keys of ${credentialName}`,
        consequence:
          'The private keys that no server needs any more are destroyed, and with them the way back. Those that a server may still know are kept.',
        deed: 'Forget them',
        typed: credentialName,
      });
    return true;
  }

  private async move(turn: RotationTurn, id: string, reason: string | undefined): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    try {
      this.moved.emit(await firstValueFrom(this.api.turn(id, turn, reason)));
    } catch (error) {
      this.notices.fail(`${deeds[turn].refused} ${sentenceOf(problemOf(error))}`);
    } finally {
      this.isBusy.set(false);
    }
  }
}
