import { DIALOG_DATA } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FormField, form } from '@angular/forms/signals';
import { LoginsApi } from '../../api/logins-api';
import { matchesOf } from '../../search/matches';
import { KeyOrder, KeyOrdering } from './key-ordering';
import { ServerChoiceField } from './server-choice-field';
import { ChoiceDraft, KeyOrderPlan, choiceOf } from './undertaking';
import { ViaField } from './via-field';

/** Puts a key on servers: on which, how to come in there, and whether it is theirs from then on. */
@Component({
  selector: 'fleet-deploy-sheet',
  imports: [FormField, KeyOrdering, ServerChoiceField, ViaField],
  template: `
    <fleet-key-ordering [heading]="heading" [deed]="deed" [order]="order" [count]="count()">
      <p class="second">
        One marked line is added to authorized_keys, nothing else in it is touched, and a login with the key proves it.
      </p>
      <fleet-server-choice
        label="To the servers that match"
        [field]="form.choice"
        [chosen]="plan.chosen"
        [called]="plan.called"
        [matches]="matches"
      />
      <fleet-via-field otherwise="the key that each server has now" [field]="form.via" [but]="plan.credential.id" />
      <label class="tick">
        <input type="checkbox" [formField]="form.assign" />
        From then on it is the key of the server
      </label>
    </fleet-key-ordering>
  `,
  styles: `
    :host {
      display: contents;
    }

    .tick {
      display: flex;
      align-items: center;
      gap: 7px;
      min-height: 26px;
    }
  `,
})
export class DeploySheet {
  private readonly api = inject(LoginsApi);
  protected readonly plan = inject<KeyOrderPlan>(DIALOG_DATA);
  private readonly draft = signal<{ choice: ChoiceDraft; via: string; assign: boolean }>({
    choice: { which: this.plan.chosen.length > 0 ? 'chosen' : 'matching', q: '' },
    via: '',
    assign: false,
  });

  protected readonly form = form(this.draft);
  protected readonly matches = matchesOf(computed(() => this.draft().choice.q));
  protected readonly count = computed(() =>
    this.draft().choice.which === 'chosen' ? this.plan.chosen.length : (this.matches.total()?.value ?? null),
  );
  protected readonly heading = `Deploy ${this.plan.credential.name}`;
  protected readonly deed = { does: 'Deploy to', did: `${this.plan.credential.name} is on` };

  protected readonly order = computed<KeyOrder | null>(() => {
    const { choice, via, assign } = this.draft();
    const servers = choiceOf(choice, this.plan.chosen);
    if (servers === null || !this.count()) return null;
    const request = { ...servers, ...(via !== '' && { via }), assign };
    return {
      text: JSON.stringify(request),
      send: (dryRun) => this.api.deploy(this.plan.credential.id, { ...request, dryRun }),
    };
  });
}
