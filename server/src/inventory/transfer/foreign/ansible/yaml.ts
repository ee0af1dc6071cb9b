import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { FileFault, type Position } from '../../file-fault.js';
import type { Row, Rows, Warning } from '../../row.js';
import { inTurns, rowsOf, whole } from '../whole.js';
import { encrypted } from './host-row.js';
import { Inventory } from './inventory.js';
import type { Variables } from './variables.js';
import { addressed, namesIn } from './ranges.js';

/** The tree with the place of every node is large, and is made in one go. */
const mostCharacters = 2_097_152;
const mostDepth = 100;
/** Through aliases a short text can stand for a very long one. */
const mostPairs = 1_000_000;

/** The hosts of an Ansible inventory in YAML, with what their groups say of them. */
export function ansibleYamlRows(texts: AsyncIterable<string>): Rows {
  return rowsOf(async function* (warnings: Warning[]): AsyncGenerator<Row> {
    const inventory = new YamlReading(await whole(texts, mostCharacters), warnings).read();
    yield* inTurns(inventory.rows(warnings));
  });
}

interface Pair extends Position {
  name: string;
  value: Node | null;
}

class YamlReading {
  private readonly inventory = new Inventory();
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;
  private pairs = 0;

  constructor(
    text: string,
    private readonly warnings: Warning[],
  ) {
    // As Ansible reads it: `yes` is true and 0644 is octal.
    // Of its own accord the parser compares every key with all before it.
    const options = { version: '1.1', uniqueKeys: false, lineCounter: this.lines, logLevel: 'silent' } as const;
    this.document = parseDocument(text, options);
    const [error] = this.document.errors;
    if (!error) return;
    const at = this.at(error.pos[0]);
    if (error.code === 'RESOURCE_EXHAUSTION') throw new FileFault('yaml.too-deep', 'It is nested too deep.', at);
    throw new FileFault('yaml.syntax', firstLineOf(error.message), at);
  }

  read(): Inventory {
    const { contents } = this.document;
    const start = { line: 1, column: 1 };
    if (!isMap(contents)) {
      const message = 'An inventory is a mapping of groups. (A list is a playbook.)';
      throw new FileFault('ansible.no-inventory', message, start);
    }
    for (const group of this.pairsOf(contents)) {
      if (group.name === 'plugin')
        throw new FileFault('ansible.plugin', 'It configures a plugin, and has no hosts of its own.', group);
      this.group(group);
    }
    return this.inventory;
  }

  private group({ name, value, ...at }: Pair, depth = 0): void {
    // An alias may stand for what it is within.
    if (depth > mostDepth) throw new FileFault('ansible.too-deep', 'The groups are nested too deep.', at);
    const group = this.inventory.group(name);
    for (const part of this.pairsOf(value, `The group \`${name}\``, at)) {
      if (part.name === 'hosts') this.hosts(name, part);
      else if (part.name === 'children') this.children(name, part, depth);
      else if (part.name === 'vars')
        for (const [key, variable] of this.variablesOf(part)) group.vars.set(key, variable);
      else
        this.warnings.push({
          line: part.line,
          code: 'ansible.key-unknown',
          message: `\`${part.name}\` of the group \`${name}\` is none of hosts, children and vars, and is not imported.`,
        });
    }
  }

  private children(parent: string, { value, ...at }: Pair, depth: number): void {
    for (const child of this.pairsOf(value, '`children`', at)) {
      this.inventory.adopt(parent, child.name, child);
      this.group(child, depth + 1);
    }
  }

  private hosts(group: string, { value, ...at }: Pair): void {
    for (const pair of this.pairsOf(value, '`hosts`', at)) {
      const { name, port } = addressed(pair.name);
      const origin = { line: pair.line, column: pair.column, name: pair.name };
      const names = name.includes('::') ? [name] : namesIn(name);
      if (!names) throw new FileFault('ansible.range', `\`${pair.name}\` has a range that is none.`, pair);
      const vars = this.variablesOf(pair);
      if (port !== undefined) vars.set('ansible_port', { value: port, at: origin });
      for (const each of names) {
        const host = this.inventory.host(each, group, { ...origin, name: each });
        for (const [key, variable] of vars) host.vars.set(key, variable);
      }
    }
  }

  private variablesOf({ name, value, ...at }: Pair): Variables {
    return new Map(
      this.pairsOf(value, `\`${name}\``, at).map((pair) => [
        pair.name,
        { value: this.valueOf(pair), at: { line: pair.line, column: pair.column, name: pair.name } },
      ]),
    );
  }

  private valueOf({ value, ...at }: Pair): unknown {
    if (value?.tag === '!vault') return encrypted;
    if (isScalar(value) && typeof value.value !== 'object') return value.value;
    try {
      // Dates and the like as text.
      const plain: unknown = value?.toJS(this.document, { maxAliasCount: 100 }) ?? null;
      return JSON.parse(JSON.stringify(plain));
    } catch (error) {
      throw new FileFault('yaml.alias', (error as Error).message, at);
    }
  }

  /** The members of a mapping, also those that it takes over (`<<`); nothing is an empty one. */
  private pairsOf(node: Node | null, says = '', within: Position = { line: 1, column: 1 }): Pair[] {
    const target = isAlias(node) ? (node.resolve(this.document) ?? null) : node;
    if (target === null || (isScalar(target) && target.value === null)) return [];
    const at = target.range ? this.at(target.range[0]) : within;
    if (!isMap(target)) throw new FileFault('ansible.no-mapping', `${says} must be a mapping.`, at);
    const taken: Pair[] = [];
    const own: Pair[] = [];
    const names = new Set<string>();
    for (const { key, value } of (target as YAMLMap<Node, Node | null>).items) {
      if (++this.pairs > mostPairs) throw new FileFault('yaml.alias', 'Its aliases make it too large.', at);
      const isMerge = isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol');
      // Of several that are taken over, the first has the last word.
      const sources = isMerge && isSeq(value) ? (value.items as Node[]).toReversed() : [value];
      if (isMerge) taken.push(...sources.flatMap((source) => this.pairsOf(source, says, at)));
      else own.push(this.pairOf(key, value, names));
    }
    return [...taken, ...own];
  }

  private pairOf(key: Node, value: Node | null, known: Set<string>): Pair {
    const name = isScalar(key) ? String(key.value) : '';
    const at = this.at(key.range?.[0]);
    if (known.has(name)) throw new FileFault('yaml.key-twice', `\`${name}\` stands here twice.`, at);
    known.add(name);
    return { name, value, ...at };
  }

  private at(offset = 0): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function firstLineOf(message: string): string {
  const [first = ''] = message.split('\n');
  return `${first.replace(/ at line \d+, column \d+:?$/, '')}.`;
}
