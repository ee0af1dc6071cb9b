import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { HostKeysApi } from '../api/host-keys-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { KnownHostsOutcome } from '../api/wire';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';

const mostBytes = 1_000_000;

/** Shows what a known_hosts file says of the inventory, line by line, and trusts it. Closes with whether it did. */
@Component({
  selector: 'fleet-known-hosts-sheet',
  templateUrl: './known-hosts-sheet.html',
  styleUrls: ['../ui/sheet.css', './trust-sheet.css'],
})
export class KnownHostsSheet {
  private readonly api = inject(HostKeysApi);
  private readonly notices = inject(Notices);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly text = signal('');
  protected readonly trial = signal<KnownHostsOutcome | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly isBusy = signal(false);
  protected readonly sentenceOf = sentenceOf;
  protected readonly counted = counted;

  protected readonly fresh = computed(
    () => this.trial()?.lines.flatMap(({ servers }) => servers.filter(({ outcome }) => outcome === 'new')).length ?? 0,
  );
  protected readonly clashing = computed(
    () => this.trial()?.lines.filter(({ status }) => status === 'conflict').length ?? 0,
  );

  protected typed(text: string): void {
    this.text.set(text);
    this.trial.set(null);
  }

  protected async read(files: FileList | null): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    if (file.size > mostBytes) return void this.notices.fail(`${file.name} is too large: at most 1 MB.`);
    this.typed(await file.text());
    await this.look();
  }

  protected async look(): Promise<void> {
    const trial = await this.asked(true);
    if (trial) this.trial.set(trial);
  }

  protected async trust(): Promise<void> {
    const done = await this.asked(false);
    if (!done) return;
    this.notices.say(`Read ${counted(done.lines.length, 'line')} of known_hosts`);
    this.dialog.close(true);
  }

  private async asked(dryRun: boolean): Promise<KnownHostsOutcome | undefined> {
    this.isBusy.set(true);
    this.problem.set(null);
    try {
      return await firstValueFrom(this.api.import(this.text(), dryRun));
    } catch (error) {
      this.problem.set(problemOf(error));
      return undefined;
    } finally {
      this.isBusy.set(false);
    }
  }
}
