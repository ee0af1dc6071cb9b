import { Component, computed, inject, input, model, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { KnownLogin } from '../../api/wire';
import { failureOf, loginSteps, stepsOf } from '../../server/login-steps';
import { Clock } from '../../ui/clock';
import { spanSince } from '../../ui/time';
import { wordsOfPlacement } from './placement-words';

/** A row for each server: whether it knows the key, and how far the newest login came, step by step. */
@Component({
  selector: 'fleet-login-table',
  imports: [RouterLink],
  templateUrl: './login-table.html',
  styleUrl: './login-table.css',
})
export class LoginTable {
  readonly logins = input.required<readonly KnownLogin[]>();
  /** Which of its keys servers should know. */
  readonly current = input.required<number>();
  readonly canWrite = input(false);
  /** Ids of the servers that are being tested. */
  readonly busy = input<ReadonlySet<string>>(new Set());
  /** Ids. */
  readonly chosen = model<ReadonlySet<string>>(new Set());
  readonly tested = output<KnownLogin>();

  private readonly clock = inject(Clock);
  protected readonly steps = loginSteps;
  protected readonly width = computed(() => loginSteps.length + (this.canWrite() ? 2 : 1));
  protected readonly rows = computed(() =>
    this.logins().map((login) => ({
      login,
      placement: wordsOfPlacement(login, this.current(), this.clock.now()),
      steps: login.test && stepsOf(login.test),
      failure: login.test && failureOf(login.test),
      testedAt: login.test ? `${spanSince(login.test.testedAt, this.clock.now())} ago` : '',
    })),
  );
  protected readonly areAllChosen = computed(
    () => this.logins().length > 0 && this.logins().every(({ serverId }) => this.chosen().has(serverId)),
  );

  protected choose(id: string): void {
    const chosen = new Set(this.chosen());
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen.set(chosen);
  }

  protected chooseAll(): void {
    this.chosen.set(this.areAllChosen() ? new Set() : new Set(this.logins().map(({ serverId }) => serverId)));
  }
}
