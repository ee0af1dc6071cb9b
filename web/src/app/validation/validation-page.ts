import { Component, computed, effect, inject, linkedSignal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { map } from 'rxjs';
import { sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { Clock } from '../ui/clock';
import { VerdictLine } from '../ui/verdict-line';
import { spanSince } from '../ui/time';
import { RowView } from './row-view';
import { RunTable } from './run-table';
import { Row, Run, isDone, isSame, titleOf, toneOfRun } from './runs';
import { ToolForm } from './tool-form';
import { Values, faultsOf, fieldAt, meant, toolOf, tools } from './tools';
import { ValidationStore } from './validation-store';

/** A tool for each validator. What is asked stands in the page's address: who follows a link to it sees the same. */
@Component({
  selector: 'fleet-validation-page',
  imports: [RouterLink, RowView, RunTable, ToolForm, VerdictLine],
  templateUrl: './validation-page.html',
  styleUrl: './validation-page.css',
})
export class ValidationPage {
  private readonly router = inject(Router);
  private readonly store = inject(ValidationStore);
  protected readonly session = inject(Session);
  protected readonly clock = inject(Clock);
  protected readonly tools = tools;
  protected readonly spanSince = spanSince;

  private readonly params = toSignal<Values, Values>(
    inject(ActivatedRoute).queryParamMap.pipe(
      map((params) => Object.fromEntries(params.keys.map((key) => [key, params.get(key) ?? '']))),
    ),
    { initialValue: {} },
  );
  protected readonly tool = computed(() => toolOf(this.params()['tool']));
  protected readonly given = computed<Values>(() => meant(this.tool(), this.params()), { equal: isEqual });

  /** The latest of what the address says. */
  protected readonly run = computed(() => {
    const wanted = { tool: this.tool().id, values: this.given() };
    return this.store.runs().find((run) => isSame(run, wanted)) ?? null;
  });
  protected readonly isRunning = computed(() => {
    const run = this.run();
    return run !== null && !isDone(run);
  });
  /** Which host is shown in full. */
  protected readonly chosen = linkedSignal({ source: () => this.run()?.id, computation: () => 0 });
  protected readonly shown = computed(() => this.run()?.rows[this.chosen()] ?? null);

  /** The server's own words, each at the field that it points at. */
  protected readonly refused = computed(() => {
    const faults = this.shown()?.problem?.errors ?? [];
    const isPolicy = this.shown()?.problem?.status === 403;
    const placed = faults.flatMap(({ pointer, message }): [string, string][] => {
      const field = fieldAt(this.tool(), pointer);
      return field === null ? [] : [[field, message]];
    });
    return isPolicy ? {} : Object.fromEntries(placed);
  });

  /** What somebody who does not see the page hears when all is there. */
  protected readonly spoken = computed(() => {
    const run = this.run();
    const row = this.shown();
    return run && row && isDone(run) ? `${row.target}: ${sentenceOfRow(row)}` : '';
  });

  protected readonly recent = computed(() =>
    this.store.runs().map((run) => ({
      run,
      name: toolOf(run.tool).name,
      title: titleOf(run),
      tone: toneOfRun(run),
      isShown: run.id === this.run()?.id,
      params: paramsOf(run.tool, run.values),
    })),
  );

  constructor() {
    // Somebody came by a link, or by the back button to what is no longer known.
    effect(() => {
      const [tool, given] = [this.tool(), this.given()];
      const isAsked = Object.keys(faultsOf(tool, given)).length === 0;
      untracked(() => {
        if (isAsked && this.session.canWrite() && this.run() === null) this.store.run(tool, given);
      });
    });
  }

  protected iso(at: number): string {
    return new Date(at).toISOString();
  }

  protected start(values: Values): void {
    this.store.run(this.tool(), values);
    void this.router.navigate([], { queryParams: paramsOf(this.tool().id, meant(this.tool(), values)) });
  }

  protected again(run: Run): void {
    this.store.run(toolOf(run.tool), run.values);
  }
}

function sentenceOfRow({ answered, problem }: Row): string {
  return answered?.verdict.message ?? (problem ? sentenceOf(problem) : '');
}

function paramsOf(tool: string, values: Values): Record<string, string> {
  return { tool, ...values };
}

function isEqual(one: Values, other: Values): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
