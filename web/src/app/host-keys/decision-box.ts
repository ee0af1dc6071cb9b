import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { HostKey, HostKeyDecision } from '../api/wire';

export interface Decided {
  decision: HostKeyDecision;
  reason: string;
}

/** What is decided on, and what is trusted of the same server until now. */
export interface Undecided {
  shown: HostKey;
  trusted: readonly HostKey[];
}

/** Is it really that server? The question that nobody else can answer, so it asks for the reason too. */
@Component({
  selector: 'fleet-decision-box',
  template: `
    <form (submit)="$event.preventDefault()">
      <h2>{{ shown.hostname }} shows another host key</h2>
      <p class="second">
        Either the server was set up anew, or somebody stands in between. Compare the fingerprint with what the server
        itself prints on its console:
      </p>
      <pre><code>ssh-keygen -lf {{ file() }}</code></pre>
      <dl>
        @for (key of trusted; track key.id) {
          <div>
            <dt class="second">trusted</dt>
            <dd class="second">{{ key.type }}</dd>
            <dd>
              <code>{{ key.fingerprint }}</code>
            </dd>
          </div>
        }
        <div>
          <dt class="second">shown</dt>
          <dd class="second">{{ shown.type }}</dd>
          <dd>
            <code>{{ shown.fingerprint }}</code>
          </dd>
        </div>
      </dl>
      <div class="field">
        <label for="reason">Reason</label>
        <input
          class="input"
          id="reason"
          autocomplete="off"
          maxlength="1000"
          required
          placeholder="Kept in the audit"
          [value]="reason()"
          (input)="reason.set($any($event.target).value)"
        />
      </div>
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="button" class="button danger" [disabled]="!isReasoned()" (click)="decide('refuse')">
          Refuse it
        </button>
        <button type="button" class="button" [disabled]="!isReasoned()" (click)="decide('accept')">Trust it</button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
  styles: `
    form {
      width: min(600px, 88vw);
    }

    pre {
      margin: 0;
      padding: 8px 10px;
      border-radius: 7px;
      background: var(--background);
      white-space: pre-wrap;
    }

    dl {
      display: grid;
      gap: 8px;
    }

    dl > div {
      display: grid;
      grid-template-columns: 56px max-content minmax(0, 1fr);
      gap: 14px;
    }

    code {
      overflow-wrap: anywhere;
    }
  `,
})
export class DecisionBox {
  private readonly data = inject<Undecided>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<Decided>>(DialogRef);
  protected readonly shown = this.data.shown;
  protected readonly trusted = this.data.trusted;
  protected readonly reason = signal('');
  protected readonly isReasoned = computed(() => this.reason().trim() !== '');

  /** Where OpenSSH keeps it on most systems. */
  protected readonly file = computed(() => {
    const kind = /^(?:ssh-|ecdsa-sha2-)?(ed25519|rsa|nistp\d+)/.exec(this.shown.type)?.[1] ?? 'ed25519';
    return `/etc/ssh/ssh_host_${kind.startsWith('nistp') ? 'ecdsa' : kind}_key.pub`;
  });

  protected decide(decision: HostKeyDecision): void {
    if (this.isReasoned()) this.dialog.close({ decision, reason: this.reason().trim() });
  }
}
