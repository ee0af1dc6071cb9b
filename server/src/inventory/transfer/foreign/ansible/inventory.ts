import { FileFault } from '../../file-fault.js';
import type { Row, Warning } from '../../row.js';
import type { Origin } from '../gathered-row.js';
import { hostRow } from './host-row.js';
import type { Variables } from './variables.js';

interface Group {
  name: string;
  vars: Variables;
  parents: Set<string>;
}

interface Host {
  at: Origin;
  vars: Variables;
  groups: Set<string>;
}

/** Of every host; those that say nothing of what a host is. */
const implied: readonly string[] = ['all', 'ungrouped'];

/** Groups, hosts and what they inherit, however the file spells them. */
export class Inventory {
  private readonly groups = new Map<string, Group>();
  private readonly hosts = new Map<string, Host>();

  constructor() {
    this.group('all');
  }

  group(name: string): Group {
    let group = this.groups.get(name);
    if (!group) this.groups.set(name, (group = { name, vars: new Map(), parents: new Set() }));
    return group;
  }

  host(name: string, group: string, at: Origin): Host {
    let host = this.hosts.get(name);
    if (!host) this.hosts.set(name, (host = { at, vars: new Map(), groups: new Set(['all']) }));
    this.group(group);
    host.groups.add(group);
    return host;
  }

  /** @throws FileFault for a group that would be within itself */
  adopt(parent: string, child: string, at: Origin): void {
    if (this.withAncestors([parent]).has(child)) {
      throw new FileFault('ansible.group-cycle', `\`${child}\` would be within itself.`, at);
    }
    this.group(parent);
    this.group(child).parents.add(parent);
  }

  *rows(warnings: Warning[]): Generator<Row> {
    const depths = new Map<string, number>();
    for (const [name, { at, vars, groups }] of this.hosts) {
      const within = [...this.withAncestors(groups)]
        .map((group) => this.group(group))
        .sort((a, b) => this.depthOf(a, depths) - this.depthOf(b, depths) || (a.name < b.name ? -1 : 1));
      // Whoever is nearer to the host wins, and the host itself last.
      const inherited: Variables = new Map([...within.map((group) => group.vars), vars].flatMap((each) => [...each]));
      const tags = within.map((group) => group.name).filter((group) => !implied.includes(group));
      yield hostRow(name, at, inherited, tags, warnings);
    }
  }

  private withAncestors(names: Iterable<string>): Set<string> {
    const found = new Set(names);
    // A set is walked through to what is added on the way.
    for (const name of found) for (const parent of this.groups.get(name)?.parents ?? []) found.add(parent);
    return found;
  }

  /** How far below `all`, by the longest way. */
  private depthOf({ name, parents }: Group, known: Map<string, number>): number {
    let depth = known.get(name);
    if (depth === undefined) {
      const above = [...parents].map((parent) => this.depthOf(this.group(parent), known));
      known.set(name, (depth = name === 'all' ? 0 : 1 + Math.max(0, ...above)));
    }
    return depth;
  }
}
