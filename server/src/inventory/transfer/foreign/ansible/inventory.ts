import { ContentTooLarge } from '../../../../http/domain-error.js';
import { FileFault } from '../../file-fault.js';
import type { Row, Warning } from '../../row.js';
import type { Origin } from '../gathered-row.js';
import { depthsOf } from './depths.js';
import { hostRow } from './host-row.js';
import type { Variables } from './variables.js';

interface Group {
  name: string;
  vars: Variables;
  /** And where that was said. */
  parents: Map<string, Origin>;
}

interface Host {
  at: Origin;
  vars: Variables;
  groups: Set<string>;
}

/** Of every host; those that say nothing of what a host is. */
const implied: readonly string[] = ['all', 'ungrouped'];

/** Of one host. */
const mostGroups = 1_000;
/** How often hosts may be named, each name of a range counted. */
const mostMentions = 1_000_000;

/** Groups, hosts and what they inherit, however the file spells them. */
export class Inventory {
  private readonly groups = new Map<string, Group>();
  private readonly hosts = new Map<string, Host>();
  private mentions = 0;

  group(name: string): Group {
    let group = this.groups.get(name);
    if (!group) this.groups.set(name, (group = { name, vars: new Map(), parents: new Map() }));
    return group;
  }

  /** @throws ContentTooLarge */
  host(name: string, group: string, at: Origin): Host {
    if (++this.mentions > mostMentions) {
      const message = `The inventory names more than ${mostMentions.toLocaleString('en')} hosts.`;
      throw new ContentTooLarge('file.too-many-rows', message);
    }
    let host = this.hosts.get(name);
    if (!host) this.hosts.set(name, (host = { at, vars: new Map(), groups: new Set(['all']) }));
    this.group(group);
    host.groups.add(group);
    return host;
  }

  adopt(parent: string, child: string, at: Origin): void {
    this.group(parent);
    this.group(child).parents.set(parent, at);
  }

  /** @throws FileFault for groups that are within each other */
  *rows(warnings: Warning[]): Generator<Row> {
    this.group('all');
    const depths = depthsOf(this.groups);
    const depthOf = ({ name }: Group) => (name === 'all' ? 0 : (depths.get(name) ?? 1));
    for (const [name, { at, vars, groups }] of this.hosts) {
      const within = this.withAncestors(groups, at).sort(
        (a, b) => depthOf(a) - depthOf(b) || (a.name < b.name ? -1 : 1),
      );
      // Whoever is nearer to the host wins, and the host itself last.
      const inherited: Variables = new Map([...within.map((group) => group.vars), vars].flatMap((each) => [...each]));
      const tags = within.map((group) => group.name).filter((group) => !implied.includes(group));
      yield hostRow(name, at, inherited, tags, warnings);
    }
  }

  /** @throws FileFault */
  private withAncestors(names: Iterable<string>, at: Origin): Group[] {
    const found = new Set(names);
    // A set is walked through to what is added on the way.
    for (const name of found) {
      if (found.size > mostGroups)
        throw new FileFault('ansible.too-many-groups', `A host is in more than ${mostGroups} groups.`, at);
      for (const parent of this.groups.get(name)?.parents.keys() ?? []) found.add(parent);
    }
    return [...found].map((name) => this.group(name));
  }
}
