import { Component, computed, input } from '@angular/core';
import { Credential } from '../api/wire';

const names: Record<Credential['algorithm'], (bits: number) => string> = {
  ed25519: () => 'Ed25519',
  ecdsa: (bits) => `ECDSA P-${bits}`,
  rsa: (bits) => `RSA ${bits}`,
};

/** What kind of key it is, and whether that is enough. */
@Component({
  selector: 'fleet-key-name',
  template: `{{ name() }}
    @if (isWeak()) {
      <span class="weak">weak</span>
    }`,
  styles: `
    :host {
      white-space: nowrap;
    }

    .weak {
      margin-left: 4px;
      padding: 0 6px;
      border: 1px solid var(--degraded);
      border-radius: 9px;
      color: var(--text);
      font-size: 12px;
    }
  `,
})
export class KeyName {
  readonly algorithm = input.required<Credential['algorithm']>();
  readonly bits = input.required<number>();
  readonly isWeak = input(false);

  protected readonly name = computed(() => names[this.algorithm()](this.bits()));
}
