import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { Signals } from '../../database/signals.js';
import { LiveSources } from '../../live/sources.js';
import { conditionsOnGroups } from './references.js';

/** Tells those who listen to a query about groups that groups were defined anew, by whatever process. */
@Injectable()
export class GroupNews implements OnModuleInit, OnModuleDestroy {
  private listening: Subscription | undefined;

  constructor(
    private readonly signals: Signals,
    private readonly live: LiveSources,
  ) {}

  onModuleInit(): void {
    this.listening = this.signals
      .on('fleet_groups')
      .subscribe(() => this.live.redefined.next((q) => conditionsOnGroups(q).length > 0));
  }

  onModuleDestroy(): void {
    this.listening?.unsubscribe();
  }
}
