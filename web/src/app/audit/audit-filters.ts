import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, input, linkedSignal, output } from '@angular/core';
import { boxed, unboxed } from '../ui/moment';
import { Asked, actions, askedFields, isNarrowed, lasts, subjectTypes } from './audit-filter';
import { ResourceBox } from './resource-box';

/** Parameters of the address; `null` goes from it. */
export type Narrowing = { [Name in keyof Asked]?: string | null };

/** What the audit is narrowed by: who, what, to what, which field, when. */
@Component({
  selector: 'fleet-audit-filters',
  imports: [NgTemplateOutlet, ResourceBox],
  templateUrl: './audit-filters.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
      align-items: end;
      gap: 8px 10px;
      padding-bottom: 12px;
    }

    label {
      font-size: 12px;
    }

    .moment {
      grid-column: span 2;
      max-width: 240px;
    }

    .one {
      justify-content: space-between;
      width: 100%;
      height: 32px;
      border-color: var(--brand);
    }

    .quiet {
      justify-self: start;
      height: 32px;
    }
  `,
  host: { role: 'search', 'aria-label': 'Audit' },
})
export class AuditFilters {
  readonly asked = input.required<Asked>();
  /** Names of the ids that are asked for. */
  readonly actorName = input<string | undefined>();
  readonly subjectName = input<string | undefined>();
  readonly changed = output<Narrowing>();
  readonly cleared = output<void>();

  protected readonly kinds = Object.entries(actions).map(([name, each]) => ({
    name,
    actions: each.map((action) => `${name}.${action}`),
  }));
  protected readonly subjectTypes = subjectTypes;
  protected readonly askedFields = askedFields;
  protected readonly lasts = Object.entries(lasts).map(([key, { name }]) => ({ key, name }));
  protected readonly isNarrowed = computed(() => isNarrowed(this.asked()));
  /** The address may say neither end yet. */
  protected readonly isBetween = linkedSignal(() => Boolean(this.asked().from ?? this.asked().to));

  protected say(name: keyof Asked, event: Event): void {
    const value = (event.target as HTMLInputElement).value.trim();
    this.changed.emit({ [name]: value || null });
  }

  protected when(value: string): void {
    this.isBetween.set(value === 'between');
    if (value === 'between') this.changed.emit({ last: null });
    else this.changed.emit({ last: value || null, from: null, to: null });
  }

  protected bound(name: 'from' | 'to', event: Event): void {
    const at = unboxed((event.target as HTMLInputElement).value, Infinity);
    this.changed.emit({ [name]: at === null ? null : `${boxed(at)}Z`, last: null });
  }

  protected boxed(text: string | undefined): string {
    const at = Date.parse(text ?? '');
    return Number.isNaN(at) ? '' : boxed(at);
  }
}
