import { Clipboard } from '@angular/cdk/clipboard';
import { Component, booleanAttribute, computed, inject, input, output } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Notices } from '../ui/notices';
import { countOf, counted } from '../ui/number';
import { saveText } from '../ui/save-text';
import { OutcomeReader } from './outcome-reader';
import { Told, reasonsOf, textOf } from './outcomes';

const namesShown = 50;
/** A single reason with so few servers is shown open. */
const fewNames = 5;

/** The servers that were refused, by why; all of them can be taken along as a text. */
@Component({
  selector: 'fleet-refused',
  template: `
    <section aria-labelledby="refused-head">
      <header>
        <h3 id="refused-head">{{ isTrial() ? 'Would be refused' : 'Refused' }}</h3>
        <button type="button" class="link" (click)="copy()">Copy</button>
        <button type="button" class="link" (click)="save()">Save as text</button>
      </header>
      @for (reason of reasons(); track reason.code + reason.message) {
        <details [open]="reasons().length === 1 && reason.hostnames.length <= fewNames">
          <summary>
            <span>{{ reason.message }}</span> <span class="third">{{ reason.servers }}</span>
          </summary>
          <p class="names mono second">
            @for (hostname of reason.hostnames; track $index) {
              <span>{{ hostname }}</span>
            }
            @if (reason.unshown > 0) {
              <span class="third">and {{ countOf(reason.unshown) }} more in the text</span>
            }
          </p>
        </details>
      }
      @if (unshown() > 0) {
        <button type="button" class="link" (click)="more.emit()">and {{ countOf(unshown()) }} more</button>
      }
    </section>
  `,
  styles: `
    section {
      display: grid;
      gap: 4px;
      padding: 10px 14px 12px;
      border: 1px solid var(--degraded);
      border-radius: 10px;
      background: var(--degraded-wash);
    }

    header {
      display: flex;
      gap: 14px;
    }

    h3 {
      flex: 1;
      font-size: 13px;
      font-weight: 600;
    }

    summary {
      display: flex;
      justify-content: space-between;
      gap: 14px;
      cursor: pointer;
    }

    summary::before {
      content: '▸';
      color: var(--third);
    }

    details[open] > summary::before {
      content: '▾';
    }

    summary > :first-child {
      flex: 1;
    }

    summary > .third {
      white-space: nowrap;
    }

    .names {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 14px;
      max-height: 160px;
      padding: 4px 0 4px 16px;
      overflow: auto;
    }

    .link {
      justify-self: start;
    }
  `,
})
export class RefusedView {
  readonly told = input.required<Told>();
  /** It has not been done: they would be. */
  readonly isTrial = input(false, { transform: booleanAttribute });
  readonly more = output<void>();

  private readonly reader = inject(OutcomeReader);
  private readonly clipboard = inject(Clipboard);
  private readonly notices = inject(Notices);
  protected readonly countOf = countOf;
  protected readonly fewNames = fewNames;

  protected readonly unshown = computed(() => this.told().counts.failed - this.told().failed.length);
  protected readonly reasons = computed(() =>
    reasonsOf(this.told().failed).map(({ hostnames, ...reason }) => ({
      ...reason,
      servers: counted(hostnames.length, 'server'),
      hostnames: hostnames.slice(0, namesShown),
      unshown: Math.max(0, hostnames.length - namesShown),
    })),
  );

  protected async copy(): Promise<void> {
    if (this.clipboard.copy(await this.text())) this.notices.say('Copied');
    else this.notices.fail('The browser did not let it be copied. Save it instead.');
  }

  protected async save(): Promise<void> {
    saveText('refused.txt', await this.text());
  }

  private async text(): Promise<string> {
    return textOf(await firstValueFrom(this.reader.allFailed(this.told())));
  }
}
