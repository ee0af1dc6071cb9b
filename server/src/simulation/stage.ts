import { down, up, type Turn } from './behaviour.js';
import type { CertificateSet } from './certificates.js';
import type { SimulatedServer } from './fleet.js';
import { SimulatedHost } from './host.js';
import { Pages } from './pages.js';

/** The fleet on the network, playing its script. */
export class Stage {
  private readonly hosts: readonly SimulatedHost[];
  private readonly timers = new Map<SimulatedHost, NodeJS.Timeout>();

  constructor(
    servers: readonly SimulatedServer[],
    certificates: CertificateSet,
    /** A turn that could not be played, such as an address that somebody else took meanwhile. */
    private readonly onFault: (hostname: string, fault: unknown) => void,
  ) {
    const byAddress = new Map<string, SimulatedHost>();
    const pages = new Pages(certificates, (address) => byAddress.get(address));
    this.hosts = servers.map((server) => {
      const host = new SimulatedHost(server, pages);
      byAddress.set(server.registration.ipAddress, host);
      return host;
    });
  }

  /** Every listener once, so that a taken address is told now and not at some turn; the first alone, so that of two fleets one wins. */
  async open(): Promise<void> {
    await this.hosts[0]?.behave(up);
    for (let i = 0; i < this.hosts.length; i += atOnce) {
      await Promise.all(this.hosts.slice(i, i + atOnce).map((host) => host.behave(up)));
    }
  }

  /** The scripts stand in the order of the servers; their time begins now. */
  play(scripts: readonly Iterator<Turn, never>[]): void {
    const beganAt = performance.now();
    this.hosts.forEach((host, i) => this.playNext(host, scripts[i]!, scripts[i]!.next().value, beganAt));
  }

  async close(): Promise<void> {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    await Promise.all(this.hosts.map((host) => host.behave(down)));
  }

  /** After a machine that slept, turns that are long over are skipped. */
  private playNext(host: SimulatedHost, script: Iterator<Turn, never>, turn: Turn, beganAt: number): void {
    const now = performance.now() - beganAt;
    let due: Turn | undefined;
    for (; turn.from <= now; turn = script.next().value) due = turn;
    if (due) host.behave(due.behaviour).catch((fault: unknown) => this.onFault(host.hostname, fault));
    this.timers.set(host, setTimeout(() => this.playNext(host, script, turn, beganAt), turn.from - now).unref());
  }
}

const atOnce = 200;
