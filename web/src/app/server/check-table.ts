import { Component, computed, inject, input } from '@angular/core';
import { CheckResult, ServerView } from '../api/wire';
import { Clock } from '../ui/clock';
import { HealthGlyph } from '../ui/health-glyph';
import { latencyOf } from '../ui/number';
import { spanSince } from '../ui/time';

/** Every check with what it saw last. */
@Component({
  selector: 'fleet-check-table',
  imports: [HealthGlyph],
  template: `
    <section class="panel" aria-labelledby="checks-head">
      <header>
        <h2 id="checks-head">Checks</h2>
        <span>{{ next() }}</span>
      </header>
      @if (rows().length === 0) {
        <p class="second">No checks: nothing can be said of its health. Edit it to add one.</p>
      } @else {
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">Check</th>
              <th scope="col">Verdict</th>
              <th scope="col">Last observation</th>
              <th scope="col" class="number">Latency</th>
              <th scope="col" class="number">Checked</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.name) {
              <tr>
                <td>
                  <span class="mono">{{ row.title }}</span>
                  @if (row.isWarning) {
                    <span class="third"> warning only</span>
                  }
                </td>
                <td><fleet-health [status]="row.status" [stale]="row.stale" /></td>
                <td class="second seen">
                  <div class="ellipsis" [title]="row.message">{{ row.message }}</div>
                </td>
                <td class="number mono">{{ latencyOf(row.latencyMs) }}</td>
                <td class="number mono third">{{ spanSince(row.checkedAt, clock.now()) }}</td>
              </tr>
            }
          </tbody>
        </table>
      }
    </section>
  `,
  styles: `
    table {
      table-layout: fixed;
    }

    th:nth-child(1) {
      width: 30%;
    }

    th:nth-child(2) {
      width: 130px;
    }

    th:nth-child(4),
    th:nth-child(5) {
      width: 78px;
    }

    td:first-child {
      overflow: hidden;
      text-overflow: ellipsis;
    }
  `,
})
export class CheckTable {
  readonly server = input.required<ServerView>();
  /** What each saw then is not kept. */
  readonly isPast = input(false);

  protected readonly clock = inject(Clock);
  protected readonly latencyOf = latencyOf;
  protected readonly spanSince = spanSince;

  protected readonly rows = computed(() => {
    const { checks, health } = this.server();
    const results = new Map(health.checks.map((result) => [result.name, result]));
    return checks.map((check) => {
      const result: CheckResult | undefined = results.get(check.name);
      const target = `${check.type} ${check.port}${check.path ?? ''}`;
      return {
        name: check.name,
        title: check.name === `${check.type} ${check.port}` ? target : `${check.name} · ${target}`,
        isWarning: check.severity === 'warning',
        status: result?.status ?? 'unknown',
        stale: result?.stale ?? false,
        message: result?.message ?? (this.isPast() ? 'not kept' : 'not checked yet'),
        latencyMs: result?.latencyMs ?? null,
        checkedAt: result?.checkedAt ?? null,
      };
    });
  });

  protected readonly next = computed(() => {
    const at = this.server().health.nextCheckAt;
    if (at === null || this.isPast()) return '';
    return `next in ${Math.max(0, Math.round((Date.parse(at) - this.clock.now()) / 1000))} s`;
  });
}
