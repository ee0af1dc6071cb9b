import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, DestroyRef, computed, effect, inject, input, untracked } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { ServerView } from '../api/wire';
import { Clock } from '../ui/clock';
import { Dialogs } from '../ui/dialogs';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { percentOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Shortcuts } from '../ui/shortcuts';
import { clockOf } from '../ui/time';
import { Past } from '../past/past';
import { AccessPanel } from './access-panel';
import { ChangeList } from './change-list';
import { CheckTable } from './check-table';
import { DependencyPanel } from './dependency-panel';
import { factsOf } from './facts';
import { GroupList } from './group-list';
import { Move, movesFrom } from './lifecycle';
import { MaintenanceBar } from './maintenance-bar';
import { MaintenanceBox, type Quiet } from './maintenance-box';
import { MoveBox } from './move-box';
import { observedFacts } from './observed';
import { sentenceOf } from './sentence';
import { ServerActions } from './server-actions';
import { ServerSheets } from './server-sheets';
import { ServerStore } from './server-store';
import { TelemetryPanel } from './telemetry-panel';
import { TemplateFact } from './template-fact';
import { TimeLine } from './time-line-panel';

/** One server: the sentence first, then why. */
@Component({
  selector: 'fleet-server-page',
  imports: [
    AccessPanel,
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    ChangeList,
    CheckTable,
    DependencyPanel,
    GroupList,
    HealthGlyph,
    LifecycleGlyph,
    MaintenanceBar,
    ProblemPanel,
    RouterLink,
    TelemetryPanel,
    TemplateFact,
    TimeLine,
  ],
  providers: [ServerStore],
  templateUrl: './server-page.html',
  styleUrl: './server-page.css',
})
export class ServerPage {
  readonly id = input.required<string>();

  private readonly router = inject(Router);
  private readonly dialogs = inject(Dialogs);
  private readonly sheets = inject(ServerSheets);
  private readonly title = inject(Title);
  private readonly announcer = inject(LiveAnnouncer);

  protected readonly past = inject(Past);
  protected readonly store = inject(ServerStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly actions = inject(ServerActions);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;

  protected readonly server = this.store.server;
  protected readonly sentence = computed(
    () => this.server() && sentenceOf(this.server()!, this.clock.now(), this.past.isShown()),
  );
  protected readonly facts = computed(() => (this.server() ? factsOf(this.server()!) : []));
  protected readonly observed = computed(() => observedFacts(this.server()?.health.checks ?? []));
  protected readonly moves = computed(() => (this.server() ? movesFrom(this.server()!.lifecycle) : []));
  protected readonly attributes = computed(() => Object.entries(this.server()?.attributes ?? {}));

  /** Where it is and whose it is, in one line. */
  protected readonly whereabouts = computed(() => {
    const server = this.server();
    const owner = server?.owner ? `owner ${server.owner}` : null;
    return [server?.ipAddress, server?.environment, server?.region, owner].filter((part) => part).join(' · ');
  });

  protected readonly uptime = computed(() => {
    const uptime = this.server()?.health.uptime;
    if (!uptime) return [];
    const share = (value: number | null) => (value === null ? '–' : percentOf(value));
    return [
      { span: '24 hours', share: share(uptime.h24) },
      { span: '7 days', share: share(uptime.d7) },
      { span: '30 days', share: share(uptime.d30) },
    ];
  });

  constructor() {
    effect(() => this.store.show(this.id()));
    effect(() => {
      const hostname = this.server()?.hostname;
      if (hostname) this.title.setTitle(`${hostname} · InfraWatch Fleet`);
    });
    this.readOutVerdicts();
    inject(Shortcuts).on(inject(DestroyRef), {
      check: () => void this.checkNow(),
      edit: () => void this.edit(),
      back: () => void this.router.navigate(['/servers'], { queryParamsHandling: 'preserve' }),
    });
  }

  /** Those around it at the moment that is shown. */
  protected around(field: 'upstreamOf' | 'downstreamOf'): Record<string, unknown> {
    return { q: `${field}:${this.id()}`, ...this.past.parameters() };
  }

  protected attributeText(value: unknown): string {
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  protected async checkNow(): Promise<void> {
    if (!this.session.canWrite() || this.past.isShown()) return;
    await this.actions.checkNow([this.id()]);
    this.store.refetch();
  }

  protected async edit(): Promise<void> {
    const server = this.server();
    if (!server || server.deletedAt || !this.session.canWrite() || this.past.isShown()) return;
    const changed = await this.sheets.edit(server);
    if (changed) this.store.took(changed);
  }

  protected async move(server: ServerView, move: Move): Promise<void> {
    const reason = await this.dialogs.open<string, unknown>(() => Promise.resolve(MoveBox), {
      shape: 'box',
      label: `${move.verb} ${server.hostname}`,
      data: { server, move },
    });
    if (reason === undefined) return;
    const moved = await this.actions.move(server, move.to, reason);
    if (moved) this.store.took(moved);
  }

  protected async maintain(server: ServerView): Promise<void> {
    const quiet = await this.dialogs.open<Quiet, ServerView>(() => Promise.resolve(MaintenanceBox), {
      shape: 'box',
      label: `Maintenance of ${server.hostname}`,
      data: server,
    });
    if (quiet && (await this.actions.maintain(server, quiet, () => this.store.refetch()))) this.store.refetch();
  }

  protected async endMaintenance(server: ServerView): Promise<void> {
    if (await this.actions.maintain(server, null, () => this.store.refetch())) this.store.refetch();
  }

  protected async remove(server: ServerView): Promise<void> {
    const isRemoved = await this.actions.remove(server, () => this.store.refetch());
    if (isRemoved) await this.router.navigate(['/servers']);
  }

  protected async restore(server: ServerView): Promise<void> {
    const restored = await this.actions.restore(server);
    if (restored) this.store.took(restored);
  }

  protected async purge(server: ServerView): Promise<void> {
    const isMeant = await this.dialogs.confirm({
      title: `Purge ${server.hostname}`,
      consequence:
        'The server and its history are removed for good. The audit keeps that it was there. This cannot be undone.',
      deed: 'Purge for good',
      typed: server.hostname,
    });
    if (isMeant && (await this.actions.purge(server))) await this.router.navigate(['/servers']);
  }

  /** A change of the verdict is news for who cannot see it. */
  private readOutVerdicts(): void {
    let last: { id: string; status: string } | null = null;
    effect(() => {
      const server = this.server();
      if (!server) return;
      const { status, reason } = server.health;
      if (last?.id === server.id && last.status !== status) {
        untracked(() => void this.announcer.announce(`${server.hostname} is now ${status}. ${reason ?? ''}`));
      }
      last = { id: server.id, status };
    });
  }
}
