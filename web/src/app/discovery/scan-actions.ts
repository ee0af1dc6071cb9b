import { Component, computed, inject, input, output, signal } from '@angular/core';
import { Observable, firstValueFrom } from 'rxjs';
import { DiscoveryApi } from '../api/discovery-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Scan } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';
import { isUnderWay, titleOf } from './recall';

/** What can be done to a scan that is under way. Says how it then is. */
@Component({
  selector: 'fleet-scan-actions',
  template: `
    @if (isUnderWay(scan())) {
      @if (scan().status === 'paused') {
        <button type="button" class="link" [attr.aria-label]="'Resume ' + title()" (click)="resume()">Resume</button>
      } @else {
        <button type="button" class="link" [attr.aria-label]="'Pause ' + title()" (click)="pause()">Pause</button>
      }
      <button type="button" class="link" [attr.aria-label]="'Cancel ' + title()" (click)="cancel()">Cancel</button>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 14px;
    }
  `,
})
export class ScanActions {
  private readonly api = inject(DiscoveryApi);
  private readonly dialogs = inject(Dialogs);
  private readonly notices = inject(Notices);
  private readonly isBusy = signal(false);

  readonly scan = input.required<Scan>();
  readonly moved = output<Scan>();

  protected readonly isUnderWay = isUnderWay;
  protected readonly title = computed(() => titleOf(this.scan()));

  protected pause(): void {
    void this.move(this.api.pause(this.scan().id), 'Not paused.');
  }

  protected resume(): void {
    void this.move(this.api.resume(this.scan().id), 'Not resumed.');
  }

  protected async cancel(): Promise<void> {
    const { id } = this.scan();
    const isMeant = await this.dialogs.confirm({
      title: `Cancel ${this.title()}?`,
      consequence: 'What was found so far stays. A cancelled scan cannot be resumed.',
      deed: 'Cancel the scan',
    });
    if (isMeant) await this.move(this.api.cancel(id), 'Not cancelled.');
  }

  private async move(asked: Observable<Scan>, refused: string): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    try {
      this.moved.emit(await firstValueFrom(asked));
    } catch (error) {
      this.notices.fail(`${refused} ${sentenceOf(problemOf(error))}`);
    } finally {
      this.isBusy.set(false);
    }
  }
}
