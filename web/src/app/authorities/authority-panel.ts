import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Authority } from '../api/wire';
import { KeyName } from '../credentials/key-name';
import { Clock } from '../ui/clock';
import { CopyButton } from '../ui/copy-button';
import { clockOf } from '../ui/time';
import { purposeWords } from './words';

/** What everybody may know of an authority, and the files that make others trust it. */
@Component({
  selector: 'fleet-authority-panel',
  imports: [CopyButton, KeyName, RouterLink],
  template: `
    <section class="panel" aria-labelledby="authority-head">
      <header>
        <h2 id="authority-head">Authority</h2>
        <span>{{ authority().state }}</span>
      </header>
      <dl>
        <div>
          <dt class="second">Certificates for</dt>
          <dd>{{ purposeWords[authority().purpose] }}</dd>
        </div>
        <div>
          <dt class="second">Kind</dt>
          <dd><fleet-key-name [algorithm]="authority().algorithm" [bits]="authority().bits" /></dd>
        </div>
        <div>
          <dt class="second">Fingerprint</dt>
          <dd class="mono">{{ authority().fingerprint }}</dd>
        </div>
        <div>
          <dt class="second">Since</dt>
          <dd>
            <time>{{ clockOf(authority().createdAt, clock.now()) }}</time>
          </dd>
        </div>
        @if (authority().retiredAt; as at) {
          <div>
            <dt class="second">Retired</dt>
            <dd>
              <time>{{ clockOf(at, clock.now()) }}</time>
            </dd>
          </div>
        }
        @if (authority().successorId; as id) {
          <div>
            <dt class="second">Replaced by</dt>
            <dd><a [routerLink]="['/authorities', id]">its successor</a></dd>
          </div>
        }
      </dl>
      <div class="public">
        <p class="second">Public key <fleet-copy what="the public key" [text]="authority().publicKey" /></p>
        <code>{{ authority().publicKey }}</code>
      </div>
      @if (authority().state !== 'retired') {
        <div class="public">
          @if (authority().purpose === 'user') {
            <p class="second">For TrustedUserCAKeys of sshd</p>
            <a class="link mono" download="trusted_user_ca_keys" [href]="address() + '/trusted_user_ca_keys'"
              >trusted_user_ca_keys</a
            >
          } @else {
            <p class="second">For known_hosts <fleet-copy what="the line for known_hosts" [text]="knownHosts()" /></p>
            <code>{{ knownHosts() }}</code>
          }
        </div>
      }
      <div class="public">
        <p class="second">Revocation list, for RevokedKeys of sshd</p>
        <a class="link mono" download="revoked_keys" [href]="address() + '/krl'">revoked_keys</a>
        @if (download(); as url) {
          <p class="second">For servers, shown once <fleet-copy what="the address of the list" [text]="url" /></p>
          <code>{{ url }}</code>
        }
      </div>
      <p class="third">The private part is sealed. Nobody can read it, whatever their role.</p>
    </section>
  `,
  styleUrl: './authority-panel.css',
})
export class AuthorityPanel {
  readonly authority = input.required<Authority>();
  /** Where servers fetch the revocation list, as long as it is known. */
  readonly download = input<string | null>(null);

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly purposeWords = purposeWords;
  protected readonly address = computed(() => `/api/v1/authorities/${this.authority().id}`);
  protected readonly knownHosts = computed(() => `@cert-authority * ${this.authority().publicKey}`);
}
