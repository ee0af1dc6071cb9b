import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, input } from '@angular/core';
import { exportUrl } from '../api/transfer-api';
import { ExportFormat } from '../api/wire';

/** The servers of the list as a file, in its order; the browser fetches it by itself. */
@Component({
  selector: 'fleet-export-menu',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger],
  template: `
    <button type="button" class="button" aria-haspopup="menu" [cdkMenuTriggerFor]="menu">Export</button>
    <ng-template #menu>
      <div class="menu" cdkMenu aria-label="Export">
        <p class="menu-label">{{ q() ? 'What matches' : 'The whole fleet' }}</p>
        @for (format of formats; track format.id) {
          <a cdkMenuItem download [href]="urlOf(format.id)" (cdkMenuItemTriggered)="link.click()" #link>
            {{ format.name }}
          </a>
        }
      </div>
    </ng-template>
  `,
})
export class ExportMenu {
  readonly q = input.required<string>();
  readonly sort = input.required<string>();
  /** As it was then; null: as it is. */
  readonly asOf = input<string | null>(null);

  protected readonly formats: { id: ExportFormat; name: string }[] = [
    { id: 'csv', name: 'CSV' },
    { id: 'ndjson', name: 'JSON lines' },
    { id: 'json', name: 'JSON' },
  ];

  protected urlOf(format: ExportFormat): string {
    return exportUrl(format, this.q(), this.sort(), this.asOf());
  }
}
