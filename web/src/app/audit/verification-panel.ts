import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, output, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { paths } from '../api/fleet-api';
import { Problem, problemOf } from '../api/problem';
import { Verification } from '../api/wire';
import { counted, countOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Head, noted, note, verdictOf } from './verdict';

/** Looks through the whole audit, as soon as it is there, and says whether it is what was sealed. */
@Component({
  selector: 'fleet-verification',
  imports: [ProblemPanel],
  template: `
    <section class="panel" [class.broken]="result()?.valid === false" aria-labelledby="verify-head">
      @if (result(); as result) {
        <header>
          <div role="status">
            <h2 id="verify-head">{{ verdict() }}</h2>
          </div>
          <button type="button" class="button quiet" (click)="closed.emit()">Close</button>
        </header>
        <p class="second">
          {{ counted(result.entries, 'entry', 'entries') }}, {{ countOf(result.sealed) }} sealed
          @if (result.unsealed > 0) {
            <span>, {{ countOf(result.unsealed) }} written a moment ago</span>
          }
          @if (before(); as head) {
            <span>; compared with the head {{ countOf(head.position) }} that this browser noted</span>
          }
        </p>
        @if (result.head.position > 0) {
          <p class="head">
            <span class="second">Head {{ countOf(result.head.position) }}</span>
            <code>{{ result.head.hash }}</code>
            <button type="button" class="link" (click)="copy(result.head)">{{ isCopied() ? 'Copied' : 'Copy' }}</button>
          </p>
          <p class="third">
            Keep it where the owner of the database has no access: it shows later whether the chain was rewritten.
          </p>
        }
      } @else if (problem(); as problem) {
        <fleet-problem what="It could not be verified" [problem]="problem" (retry)="verify()" />
      } @else {
        <h2 id="verify-head" aria-busy="true">Every entry is looked at …</h2>
      }
    </section>
  `,
  styles: `
    section {
      margin-bottom: 14px;
    }

    .broken {
      border-color: var(--unhealthy);
      background: var(--unhealthy-wash);
    }

    .head {
      display: flex;
      flex-wrap: wrap;
      gap: 10px;
      margin-top: 8px;
    }

    code {
      overflow-wrap: anywhere;
    }
  `,
})
export class VerificationPanel {
  readonly closed = output<void>();

  private readonly http = inject(HttpClient);
  protected readonly counted = counted;
  protected readonly countOf = countOf;
  protected readonly result = signal<Verification | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly before = signal<Head | null>(noted());
  protected readonly isCopied = signal(false);
  protected readonly verdict = computed(() => verdictOf(this.result()));

  constructor() {
    void this.verify();
  }

  protected async verify(): Promise<void> {
    this.problem.set(null);
    const head = this.before();
    try {
      const url = `${paths.audit}/verify`;
      const result = await firstValueFrom(this.http.get<Verification>(url, { params: head ? { ...head } : {} }));
      this.result.set(result);
      // What is broken is no head to compare with.
      if (result.valid) note(result.head);
    } catch (error) {
      this.problem.set(problemOf(error));
    }
  }

  protected async copy({ position, hash }: Head): Promise<void> {
    await navigator.clipboard.writeText(`position=${position}&hash=${hash}`);
    this.isCopied.set(true);
  }
}
