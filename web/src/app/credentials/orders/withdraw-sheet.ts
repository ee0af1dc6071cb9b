import { DIALOG_DATA } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FormField, form } from '@angular/forms/signals';
import { LoginsApi } from '../../api/logins-api';
import { Told } from '../../bulk/outcomes';
import { matchesOf } from '../../search/matches';
import { TextField } from '../../ui/text-field';
import { KeyOrder, KeyOrdering } from './key-ordering';
import { ServerChoiceField } from './server-choice-field';
import { ChoiceDraft, KeyOrderPlan, choiceOf } from './undertaking';
import { ViaField } from './via-field';

/** Takes a key away from servers. Where it is the only way in that is known it stays, unless somebody says why not. */
@Component({
  selector: 'fleet-withdraw-sheet',
  imports: [FormField, KeyOrdering, ServerChoiceField, TextField, ViaField],
  template: `
    <fleet-key-ordering
      [heading]="heading"
      [deed]="deed"
      [order]="order"
      [count]="count()"
      [isMissing]="isMissing()"
      (looked)="look($event)"
    >
      <p class="second">
        Every line with a key of it is removed from authorized_keys, and it is seen that the server refuses it. Where it
        is the key of the server, the one that logged in takes its place.
      </p>
      <fleet-server-choice
        label="From the servers that match"
        [field]="form.choice"
        [chosen]="plan.chosen"
        [called]="plan.called"
        [matches]="matches"
      />
      <fleet-via-field
        otherwise="any other key that the server is known to accept"
        [field]="form.via"
        [but]="plan.credential.id"
      />
      <fleet-text-field label="Reason" placeholder="Kept in the audit" [field]="form.reason" />
      @if (isOffered()) {
        <div class="force">
          <label>
            <input type="checkbox" [formField]="form.force" />
            Also where it is the only way in that is known
          </label>
          <p class="second">
            Nobody is known to come in there afterwards. Deploying another key first is the better way.
          </p>
        </div>
      }
    </fleet-key-ordering>
  `,
  styles: `
    :host {
      display: contents;
    }

    .force {
      display: grid;
      gap: 4px;
      padding: 12px 14px;
      border: 1px solid var(--degraded);
      border-radius: 10px;
      background: var(--degraded-wash);
    }

    .force label {
      display: flex;
      align-items: center;
      gap: 7px;
      min-height: 26px;
    }
  `,
})
export class WithdrawSheet {
  private readonly api = inject(LoginsApi);
  protected readonly plan = inject<KeyOrderPlan>(DIALOG_DATA);
  private readonly draft = signal<{ choice: ChoiceDraft; via: string; force: boolean; reason: string }>({
    choice: {
      which: this.plan.chosen.length > 0 ? 'chosen' : 'matching',
      q: '',
    },
    via: '',
    force: false,
    reason: '',
  });
  /** A look found servers that have no other way in; from then on it is offered. */
  private readonly hasLastLogins = signal(false);

  protected readonly form = form(this.draft);
  protected readonly matches = matchesOf(computed(() => this.draft().choice.q));
  protected readonly count = computed(() =>
    this.draft().choice.which === 'chosen' ? this.plan.chosen.length : (this.matches.total()?.value ?? null),
  );
  protected readonly isOffered = computed(() => this.hasLastLogins() || this.draft().force);
  private readonly reason = computed(() => this.draft().reason.trim());
  protected readonly isMissing = computed(() =>
    this.draft().force && this.reason() === '' ? 'Say why it is forced.' : '',
  );
  protected readonly heading = `Remove ${this.plan.credential.name} from servers`;
  protected readonly deed = { does: 'Remove from', did: `${this.plan.credential.name} is gone from` };

  /** Why is no part of what was looked at. */
  protected readonly order = computed<KeyOrder | null>(() => {
    const { choice, via, force } = this.draft();
    const servers = choiceOf(choice, this.plan.chosen);
    if (servers === null || !this.count() || this.isMissing() !== '') return null;
    const request = { ...servers, ...(via !== '' && { via }), force };
    return {
      text: JSON.stringify(request),
      send: (dryRun) =>
        this.api.retire(this.plan.credential.id, {
          ...request,
          dryRun,
          ...(this.reason() && { reason: this.reason() }),
        }),
    };
  });

  protected look(told: Told | null): void {
    if (told?.failed.some(({ error }) => error?.code === 'credential.last-login')) this.hasLastLogins.set(true);
  }
}
