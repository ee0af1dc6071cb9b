import { FileFault, type Position } from '../../file-fault.js';
import type { Row, Rows, Warning } from '../../row.js';
import { GatheredRow } from '../gathered-row.js';
import { inTurns, linesOf, rowsOf, whole } from '../whole.js';
import { OpenQuote, wordsOf, type Escapes, type Word } from '../words.js';
import { Inventory } from './inventory.js';
import type { Variables } from './variables.js';
import { literal } from './literal.js';
import { addressed, namesIn } from './ranges.js';

const mostCharacters = 16_777_216;

/** As Python's shlex has it. */
const escapes: Escapes = (letter, quote) => !quote || (quote === '"' && /["\\]/.test(letter));

const sections = ['hosts', 'vars', 'children'] as const;
type Section = (typeof sections)[number];

/** The hosts of an Ansible inventory in INI format, with what their groups say of them. */
export function ansibleIniRows(texts: AsyncIterable<string>): Rows {
  return rowsOf(async function* (warnings: Warning[]): AsyncGenerator<Row> {
    const reading = new IniReading();
    for await (const { content, line } of linesOf(await whole(texts, mostCharacters))) reading.line(content, line);
    yield* reading.bad;
    yield* inTurns(reading.inventory.rows(warnings));
  });
}

class IniReading {
  readonly inventory = new Inventory();
  /** Lines that should be hosts, and are not. */
  readonly bad: Row[] = [];
  private group = 'ungrouped';
  private section: Section = 'hosts';

  line(text: string, line: number): void {
    const content = text.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) return;
    const at = { line, column: text.length - text.trimStart().length + 1 };
    if (content.startsWith('[') && !/^\[[^\]]*:[^\]]*:/.test(content)) this.begin(content, at);
    else if (this.section === 'vars') this.variable(content, at);
    else if (this.section === 'children') this.child(content, at);
    else this.host(content, at);
  }

  private begin(content: string, at: Position): void {
    const [, group, section = 'hosts'] = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(content) ?? [];
    if (group === undefined || !(sections as readonly string[]).includes(section)) {
      const message = `\`${content.slice(0, 60)}\` is no section: \`[group]\`, \`[group:vars]\` or \`[group:children]\`.`;
      throw new FileFault('ansible.section', message, at);
    }
    this.inventory.group(group);
    [this.group, this.section] = [group, section as Section];
  }

  private variable(content: string, at: Position): void {
    const split = content.indexOf('=');
    const name = content.slice(0, split).trim();
    if (split < 0 || name === '')
      throw new FileFault('ansible.variable', 'A variable must be written as `name=value`.', at);
    const value = content.slice(split + 1).trim();
    this.inventory.group(this.group).vars.set(name, { value: literal(value), at: { ...at, name } });
  }

  private child(content: string, at: Position): void {
    const name = content.split(/\s/, 1)[0] ?? '';
    this.inventory.adopt(this.group, name, { ...at, name });
  }

  private host(content: string, at: Position): void {
    try {
      const [first, ...rest] = wordsOf(content, escapes, at.column);
      if (!first) return;
      const { name, port } = addressed(first.text);
      const names = name.includes('::') ? [name] : namesIn(name);
      if (!names) {
        this.refuse({ ...at, column: first.column }, 'ansible.range', 'has a range that is none');
        return;
      }
      const vars = this.variablesOf(rest, at.line);
      if (port !== undefined)
        vars.set('ansible_port', { value: port, at: { line: at.line, column: first.column, name: 'port' } });
      for (const each of names) {
        const host = this.inventory.host(each, this.group, { line: at.line, column: first.column, name: each });
        for (const [key, value] of vars) host.vars.set(key, value);
      }
    } catch (error) {
      if (error instanceof NoVariable)
        this.refuse(
          { ...at, column: error.word.column },
          'ansible.variable',
          `has \`${error.word.text}\`, which is no \`name=value\``,
        );
      else if (error instanceof OpenQuote)
        this.refuse({ ...at, column: error.column }, 'ansible.quote-open', 'has a quote that is not closed');
      else throw error;
    }
  }

  private variablesOf(words: readonly Word[], line: number): Variables {
    return new Map(
      words.map((word) => {
        const split = word.text.indexOf('=');
        if (split < 1) throw new NoVariable(word);
        const name = word.text.slice(0, split);
        return [name, { value: literal(word.text.slice(split + 1)), at: { line, column: word.column, name } }];
      }),
    );
  }

  private refuse(at: Position, code: string, message: string): void {
    const row = new GatheredRow({ ...at, name: 'host' });
    row.faults.push({ pointer: '', code, message });
    this.bad.push(row);
  }
}

class NoVariable extends Error {
  constructor(readonly word: Word) {
    super(word.text);
  }
}
