import { Component, computed, input, output } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { CheckType, checkTypes, recordTypes, starttlsProtocols } from '../api/wire';
import { TextField } from '../ui/text-field';
import { CheckDraft, portAfter } from './check-draft';
import { Target } from './check-question';
import { CheckTest } from './check-test';

const upWhen: Record<CheckType, string> = {
  tcp: 'Up when it accepts a connection.',
  http: 'Up when it answers 200 to 399.',
  tls: 'Up while a client would accept the certificate.',
  ssh: 'Up when it shows a host key.',
  dns: 'Up when its name has the record.',
  icmp: 'Up when it answers an echo.',
  telemetry: 'Logs in with the server’s key: load, memory, disks, facts. Every 60 s is enough.',
};

const withoutPort: readonly CheckType[] = ['dns', 'icmp', 'telemetry'];

/** One check of the form: what matters in one line, the rest folded away. */
@Component({
  selector: 'fleet-check-editor',
  imports: [CheckTest, FormField, TextField],
  templateUrl: './check-editor.html',
  styles: `
    fieldset {
      display: grid;
      gap: 8px;
      min-width: 0;
      margin: 0;
      padding: 8px 12px 10px;
      border: 1px solid var(--line);
      border-radius: 10px;
    }

    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      gap: 8px;
    }

    .type {
      width: 96px;
    }

    .port {
      width: 76px;
    }

    .grow {
      flex: 1;
      min-width: 0;
    }

    .choice {
      width: 118px;
    }

    .remove {
      margin: 25px 0 0 auto;
      padding: 0 6px;
    }

    .tick {
      display: flex;
      margin-top: 30px;
      gap: 6px;
      align-items: center;
    }

    summary {
      width: fit-content;
      cursor: pointer;
      font-size: 12px;
    }

    .more {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 8px 14px;
      padding-top: 8px;
    }

    .long {
      grid-column: 1 / -1;
    }
  `,
})
export class CheckEditor {
  readonly check = input.required<FieldTree<CheckDraft>>();
  /** From 1, to tell one from another. */
  readonly place = input.required<number>();
  /** Where it would look, to try it there; none for checks of many servers. */
  readonly target = input<Target | null>(null);
  readonly removed = output<void>();

  protected readonly checkTypes = checkTypes;
  protected readonly recordTypes = recordTypes;
  protected readonly starttlsProtocols = starttlsProtocols;

  protected readonly type = computed(() => this.check().type().value());
  protected readonly hasPort = computed(() => !withoutPort.includes(this.type()));
  /** A login is tried with the key, not here. */
  protected readonly testable = computed(() => (this.type() === 'telemetry' ? null : this.target()));
  protected readonly hint = computed(() => upWhen[this.type()]);

  /** The usual port goes with the type. */
  protected retyped(): void {
    this.check()
      .port()
      .value.update((port) => portAfter(port, this.type()));
  }
}
