import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { HostKeysApi } from '../api/host-keys-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { AdoptedKeys } from '../api/wire';
import { Clock } from '../ui/clock';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';
import { clockOf } from '../ui/time';
import { outcomeWords } from './host-key-words';

/** Shows which host keys discovery saw, and trusts them where none is trusted yet. Closes with whether it did. */
@Component({
  selector: 'fleet-adopt-sheet',
  templateUrl: './adopt-sheet.html',
  styleUrls: ['../ui/sheet.css', './trust-sheet.css'],
})
export class AdoptSheet {
  private readonly api = inject(HostKeysApi);
  private readonly notices = inject(Notices);
  protected readonly clock = inject(Clock);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly q = signal('');
  protected readonly trial = signal<AdoptedKeys | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly isBusy = signal(false);
  protected readonly sentenceOf = sentenceOf;
  protected readonly counted = counted;
  protected readonly outcomeWords = outcomeWords;
  protected readonly clockOf = clockOf;
  protected readonly fresh = computed(
    () => this.trial()?.results.filter(({ outcome }) => outcome === 'new').length ?? 0,
  );

  constructor() {
    void this.look();
  }

  protected typed(q: string): void {
    this.q.set(q);
    this.trial.set(null);
  }

  protected async look(): Promise<void> {
    const trial = await this.asked(true);
    if (trial) this.trial.set(trial);
  }

  protected async trust(): Promise<void> {
    const done = await this.asked(false);
    if (!done) return;
    const trusted = done.results.filter(({ outcome }) => outcome === 'new').length;
    this.notices.say(`Trusted the host keys of ${counted(trusted, 'server')}`);
    this.dialog.close(true);
  }

  private async asked(dryRun: boolean): Promise<AdoptedKeys | undefined> {
    this.isBusy.set(true);
    this.problem.set(null);
    try {
      return await firstValueFrom(this.api.adopt(this.q().trim(), dryRun));
    } catch (error) {
      this.problem.set(problemOf(error));
      return undefined;
    } finally {
      this.isBusy.set(false);
    }
  }
}
