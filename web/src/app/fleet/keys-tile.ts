import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { EMPTY, catchError, exhaustMap, startWith } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { KeyAttention, KeyReportApi } from '../api/key-report-api';
import { countOf } from '../ui/number';

/** What keys want of somebody. It asks by itself: the rest of the overview never waits for it, and what was known stays. */
@Component({
  selector: 'fleet-keys-tile',
  imports: [RouterLink],
  template: `
    <h2 class="second" id="keys-head">Host keys to decide</h2>
    <strong>
      <a routerLink="/host-keys">{{ attention() ? countOf(attention()!.toDecide) : '–' }}</a>
    </strong>
    <ul class="third">
      @for (part of parts(); track part.name) {
        <li>
          <a [routerLink]="part.path" [queryParams]="part.query">{{ countOf(part.count) }} {{ part.name }}</a>
        </li>
      } @empty {
        <li>{{ attention() ? 'no key is overdue' : 'nobody logs in past one' }}</li>
      }
    </ul>
  `,
  styles: `
    h2 {
      font-weight: 400;
    }

    strong {
      font-size: 17px;
      font-weight: 600;
      line-height: 26px;
    }

    ul {
      display: flex;
      flex-wrap: wrap;
      column-gap: 8px;
    }
  `,
})
export class KeysTile {
  private readonly api = inject(KeyReportApi);
  protected readonly attention = signal<KeyAttention | null>(null);
  protected readonly countOf = countOf;
  protected readonly parts = computed(() => partsOf(this.attention()));

  constructor() {
    inject(ContactStore)
      .beats.pipe(
        startWith(undefined),
        exhaustMap(() => this.api.attention().pipe(catchError(() => EMPTY))),
        takeUntilDestroyed(),
      )
      .subscribe((attention) => this.attention.set(attention));
  }
}

interface Part {
  count: number;
  name: string;
  path: string;
  query?: Record<string, string>;
}

function partsOf(attention: KeyAttention | null): Part[] {
  if (!attention) return [];
  const { rotating, halted, overdue } = attention;
  const report = '/credentials/report';
  const parts: Part[] = [
    { count: overdue, name: overdue === 1 ? 'key overdue' : 'keys overdue', path: report },
    { count: halted, name: halted === 1 ? 'rotation stopped' : 'rotations stopped', path: report },
    { count: rotating, name: 'rotating', path: '/rotations', query: { status: 'running' } },
  ];
  return parts.filter(({ count }) => count > 0);
}
