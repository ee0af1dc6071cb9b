import { Component, computed, input } from '@angular/core';
import { Credential } from '../api/wire';

const names: Record<Credential['algorithm'], { name: string; size: string | null }> = {
  ed25519: { name: 'Ed25519', size: null },
  ecdsa: { name: 'ECDSA', size: 'P-' },
  rsa: { name: 'RSA', size: '' },
};

/** `Ed25519`, `ECDSA P-384`, `RSA 4096`; of a size that is not known, without it. */
export function keyNameOf(algorithm: Credential['algorithm'], bits: number | null): string {
  const { name, size } = names[algorithm];
  return size === null || bits === null ? name : `${name} ${size}${bits}`;
}

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

  protected readonly name = computed(() => keyNameOf(this.algorithm(), this.bits()));
}
