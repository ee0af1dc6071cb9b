import { Component, computed, input, model } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink } from '@angular/router';
import { ScanHost } from '../api/wire';
import { heardAt, isRegistrable, wordsOfChange, wordsOfGuess, wordsOfPort } from './host-words';
import { MatchPill } from './match-pill';

const portsShown = 6;

/** What a scan found, host by host; those that are nobody's can be chosen. */
@Component({
  selector: 'fleet-host-table',
  imports: [MatTooltip, MatchPill, RouterLink],
  templateUrl: './host-table.html',
  styleUrl: './host-table.css',
})
export class HostTable {
  readonly hosts = input.required<readonly ScanHost[]>();
  readonly canChoose = input(false);
  /** By their addresses. */
  readonly chosen = model<ReadonlySet<string>>(new Set());

  protected readonly heardAt = heardAt;
  protected readonly isRegistrable = isRegistrable;
  protected readonly wordsOfChange = wordsOfChange;
  protected readonly wordsOfGuess = wordsOfGuess;
  protected readonly wordsOfPort = wordsOfPort;

  private readonly registrable = computed(() => this.hosts().filter(isRegistrable));
  protected readonly hasRegistrable = computed(() => this.registrable().length > 0);
  protected readonly areAllChosen = computed(
    () => this.hasRegistrable() && this.registrable().every(({ address }) => this.chosen().has(address)),
  );

  protected shownPorts({ ports }: ScanHost) {
    return ports.slice(0, portsShown);
  }

  protected restOf({ ports }: ScanHost): string {
    return ports.slice(portsShown).map(wordsOfPort).join(', ');
  }

  protected moreThanShown({ ports }: ScanHost): number {
    return Math.max(0, ports.length - portsShown);
  }

  protected choose(address: string): void {
    const chosen = new Set(this.chosen());
    if (!chosen.delete(address)) chosen.add(address);
    this.chosen.set(chosen);
  }

  protected chooseAll(): void {
    this.chosen.set(this.areAllChosen() ? new Set() : new Set(this.registrable().map(({ address }) => address)));
  }
}
