import { Component, computed, inject, input, signal } from '@angular/core';
import { rxResource, takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { CredentialsApi } from '../api/credentials-api';
import { HostKeysApi } from '../api/host-keys-api';
import { LoginsApi } from '../api/logins-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { KnownLogins, ServerView } from '../api/wire';
import { Clock } from '../ui/clock';
import { Notices } from '../ui/notices';
import { spanSince } from '../ui/time';
import { failureOf, sentenceOfLogin } from './login-steps';
import { wordsOfHostKeys } from './host-key-words';

const mostHostKeys = 20;

/** Who comes in to a server: with which key, whether the server is who it was, and how the newest login went. */
@Component({
  selector: 'fleet-access',
  imports: [RouterLink],
  template: `
    <section class="panel" aria-labelledby="access-head">
      <header>
        <h2 id="access-head">Access</h2>
        @if (canTest()) {
          <button type="button" class="link" [disabled]="isTesting()" (click)="test()">
            {{ isTesting() ? 'Testing …' : 'Test login' }}
          </button>
        }
      </header>
      <dl>
        <div>
          <dt class="second">Key</dt>
          @if (server().ssh.credentialId; as id) {
            <dd>
              <a [routerLink]="['/credentials', id]">{{ name() ?? (credential.isLoading() ? '…' : 'not known') }}</a>
            </dd>
          } @else {
            <dd class="third">none: nobody logs in</dd>
          }
        </div>
        <div>
          <dt class="second">Host key</dt>
          @if (hostKey(); as words) {
            <dd>
              @if (words.isWaiting) {
                <a class="waits" routerLink="/host-keys">{{ words.says }}</a>
              } @else {
                {{ words.says }}
              }
              @if (words.fingerprint) {
                <code class="second">{{ words.fingerprint }}</code>
              }
            </dd>
          } @else {
            <dd class="third">{{ hostKeys.isLoading() ? '…' : 'could not be fetched' }}</dd>
          }
        </div>
        @if (server().ssh.credentialId) {
          <div>
            <dt class="second">Last login test</dt>
            @if (tested(); as test) {
              <dd>
                <span [class.failed]="!test.ok">{{ test.ok ? 'logs in' : 'failed' }}</span>
                <span class="third">{{ spanSince(test.testedAt, clock.now()) }} ago</span>
              </dd>
            } @else {
              <dd class="third">{{ login.isLoading() ? '…' : login.error() ? 'could not be fetched' : 'never' }}</dd>
            }
          </div>
        }
      </dl>
      @if (why(); as text) {
        <p class="why">{{ text }}</p>
      }
    </section>
  `,
  styles: `
    dl > div {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: 20px;
      min-height: 30px;
      padding-block: 4px;
      border-top: 1px solid var(--line);
    }

    dt {
      flex: none;
    }

    dd {
      min-width: 0;
      text-align: right;
      overflow-wrap: anywhere;
    }

    dd .third {
      margin-left: 6px;
    }

    dd code {
      display: block;
    }

    .failed,
    .waits {
      font-weight: 600;
      text-decoration: underline dotted var(--unhealthy) 2px;
      text-underline-offset: 3px;
    }

    .why {
      overflow-wrap: anywhere;
    }
  `,
})
export class AccessPanel {
  readonly server = input.required<ServerView>();

  private readonly credentials = inject(CredentialsApi);
  private readonly logins = inject(LoginsApi);
  private readonly keys = inject(HostKeysApi);
  private readonly notices = inject(Notices);
  private readonly session = inject(Session);
  protected readonly clock = inject(Clock);
  protected readonly spanSince = spanSince;
  protected readonly isTesting = signal(false);

  private readonly id = computed(() => this.server().id);
  private readonly credentialId = computed(() => this.server().ssh.credentialId ?? undefined);
  protected readonly credential = rxResource({
    params: () => this.credentialId(),
    stream: ({ params: id }) => this.credentials.credential(id),
  });
  protected readonly login = rxResource<KnownLogins, { id: string; serverId: string } | undefined>({
    params: () => (this.credentialId() ? { id: this.credentialId()!, serverId: this.id() } : undefined),
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    stream: ({ params: { id, serverId } }) => this.logins.list(id, { serverId }, { limit: 1 }),
  });
  protected readonly hostKeys = rxResource({
    params: () => this.id(),
    stream: ({ params: serverId }) => this.keys.list({ serverId }, { limit: mostHostKeys }),
  });

  protected readonly name = computed(() => (this.credential.hasValue() ? this.credential.value().name : null));
  protected readonly tested = computed(() =>
    this.login.hasValue() ? (this.login.value().items[0]?.test ?? null) : null,
  );
  protected readonly why = computed(() => {
    const test = this.tested();
    return test && failureOf(test) ? sentenceOfLogin(test) : null;
  });
  protected readonly hostKey = computed(() =>
    this.hostKeys.hasValue() ? wordsOfHostKeys(this.hostKeys.value().items) : null,
  );
  protected readonly canTest = computed(
    () => this.session.canWrite() && !this.server().deletedAt && this.credentialId() !== undefined,
  );

  constructor() {
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
  }

  protected async test(): Promise<void> {
    const id = this.credentialId();
    if (id === undefined) return;
    this.isTesting.set(true);
    try {
      const answer = await firstValueFrom(this.logins.test(id, { serverIds: [this.id()] }));
      const [result] = 'results' in answer ? answer.results : [];
      if (result?.ok) this.notices.say(`${this.server().hostname}: ${sentenceOfLogin(result)}`);
      this.refresh();
    } catch (error) {
      this.notices.fail(`Not tested. ${sentenceOf(problemOf(error))}`);
    }
    this.isTesting.set(false);
  }

  private refresh(): void {
    this.login.reload();
    this.hostKeys.reload();
  }
}
