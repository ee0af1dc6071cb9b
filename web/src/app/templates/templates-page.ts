import { Component, DestroyRef, computed, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { Template } from '../api/wire';
import { written } from '../search/scan';
import { Clock } from '../ui/clock';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { clockOf } from '../ui/time';
import { TemplateSheets } from './template-sheets';
import { TemplatesStore } from './templates-store';

/** What servers should be, by name: how many are made from each, and how many no longer match. */
@Component({
  selector: 'fleet-templates-page',
  imports: [ProblemPanel, Reached, RouterLink, RowKeys],
  providers: [TemplatesStore],
  templateUrl: './templates-page.html',
  styleUrl: './templates-page.css',
})
export class TemplatesPage {
  private readonly router = inject(Router);
  private readonly rows = viewChild(RowKeys);
  private readonly sheets = inject(TemplateSheets);
  protected readonly store = inject(TemplatesStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;

  protected readonly heading = computed(() => {
    const total = this.store.templates.total();
    return total && total.value > 0 ? totalOf(total) : '';
  });

  constructor() {
    inject(Shortcuts).on(inject(DestroyRef), {
      add: () => this.session.canWrite() && (void this.write(null), true),
      edit: () => this.withRow((template) => void this.write(template)),
    });
  }

  protected queryOf({ name }: Template): string {
    return `template:${written(name)}`;
  }

  protected async write(template: Template | null): Promise<void> {
    const saved = await this.sheets.write(template);
    if (saved && template === null) await this.router.navigate(['/templates', saved.id]);
    else if (saved) this.store.templates.refresh();
  }

  private withRow(act: (template: Template) => void): boolean {
    const template = this.store.templates.items()?.[this.rows()?.place() ?? -1];
    if (!template || !this.session.canWrite()) return false;
    act(template);
    return true;
  }
}
