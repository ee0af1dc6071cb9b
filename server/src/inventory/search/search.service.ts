import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { nearest } from '../../config/nearest.js';
import { BadRequest } from '../../http/domain-error.js';
import { derivedBy } from '../derived.js';
import { attributeField } from './attributes.js';
import { conditionOf, mentions } from './condition.js';
import type { Asking, Place, SearchField } from './field.js';
import { aliases, searchFields } from './fields.js';
import { parsed } from './parse.js';
import { badValue, refusal } from './refusal.js';
import type { SearchFieldView } from './search.dto.js';
import type { Condition, Tree } from './tree.js';

/** Which moment a query is about; without `at` it is now. */
export type Moment = Pick<Asking, 'at'>;

/** What the empty query means. */
export const living = 's.deleted_at IS NULL';

/** How far the queries of fields (a group's, which may name a group) may reach, all together. */
const mostDepth = 8;
const mostTerms = 512;

interface Reach {
  depth: number;
  terms: { left: number };
}

/** The search language, for everybody: a query becomes one SQL condition, whoever asks. */
@Injectable()
export class Search {
  private readonly known = new Map<string, { name: string; field: SearchField }>();

  constructor(@Inject(CONFIG) config: Config) {
    for (const [name, field] of Object.entries(searchFields(derivedBy(config.checkIntervalSeconds))))
      this.register(name, field);
  }

  /** For the rooms beside and above, at their start. A field of the same name is replaced. */
  register(name: string, field: SearchField): void {
    this.known.set(name.toLowerCase(), { name, field });
  }

  /**
   * The condition of a query over `s` (servers) and `h` (server_health); `params` grows by its values. Deleted servers
   * are only found by who asks for them.
   * @throws BadRequest with the position of what is wrong
   */
  async compiled(q: string, params: unknown[], moment: Moment = {}): Promise<string> {
    const tree = parsed(q);
    if (tree.kind === 'and' && tree.parts.length === 0) return living;
    const place: Place = (value) => `$${params.push(value)}`;
    const condition = await this.conditionOf(tree, place, moment, { depth: 0, terms: { left: mostTerms } });
    return mentions(tree, (field) => this.find(field)?.name === 'deleted') ? condition : `${living} AND ${condition}`;
  }

  /** For people and for completion. The attributes are one field here; there are as many as there are paths. */
  described(): SearchFieldView[] {
    return [...this.known.values(), { name: 'attr.<path>', field: attributeField([]) }].map(({ name, field }) => ({
      name,
      aliases: Object.keys(aliases).filter((alias) => aliases[alias] === name),
      kind: field.kind,
      description: field.describe,
      values: field.values ? [...field.values] : null,
      completes: field.offers !== undefined,
    }));
  }

  /** By its name or another one of it, without regard to case. */
  find(name: string): { name: string; field: SearchField } | undefined {
    const folded = name.toLowerCase();
    if (folded.startsWith('attr.')) return { name, field: attributeField(name.slice('attr.'.length).split('.')) };
    const found = this.known.get(folded);
    const alias = Object.hasOwn(aliases, folded) ? aliases[folded] : undefined;
    return found ?? (alias === undefined ? undefined : this.find(alias));
  }

  private conditionOf(tree: Tree, place: Place, { at }: Moment, reach: Reach): Promise<string> {
    const ask = (condition: Condition) => {
      const { operand, field: name } = condition;
      const found = this.find(name);
      if (!found) throw this.unknown(condition);
      if (operand.kind === 'exact' && operand.text === '')
        throw badValue(`\`${name}:\` needs a value; without one is \`-${name}:*\``, operand);
      if (reach.terms.left-- <= 0) throw badValue(`\`${name}\` leads to more than ${mostTerms} terms`, operand);
      const nested = (query: string) => this.nested(query, condition, place, { at }, reach);
      return found.field.condition(operand, place, { name, at, now: at ?? new Date(), nested });
    };
    return conditionOf(tree, place, { ask, isDecided: (name) => this.find(name)?.field.isDecided ?? false });
  }

  /** What is wrong in a query that the text does not show is wrong with the term that leads to it. */
  private async nested(q: string, { field, operand }: Condition, place: Place, moment: Moment, reach: Reach) {
    const depth = reach.depth + 1;
    if (depth > mostDepth) throw badValue(`\`${field}\` leads to queries nested more than ${mostDepth} deep`, operand);
    try {
      return await this.conditionOf(parsed(q), place, moment, { ...reach, depth });
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      throw badValue(`\`${field}\` leads to a query that cannot be read: ${error.message}`, operand);
    }
  }

  private unknown({ field, position }: Condition): BadRequest {
    const names = [...[...this.known.values()].map(({ name }) => name), ...Object.keys(aliases), 'attr'];
    const [, head = field, path = ''] = /^([^.]+)(\..+)$/.exec(field) ?? [];
    const near = nearest(head, names);
    const meant = near === 'attr' ? `attr${path}` : near;
    const hint = meant
      ? `Did you mean \`${meant}\`?`
      : `Possible: ${names.join(', ')}. Quote a text to look for it as it stands.`;
    const message = `There is no field \`${field}\` (character ${position}). ${hint}`;
    return refusal('search.unknown-field', message, position, meant);
  }
}
