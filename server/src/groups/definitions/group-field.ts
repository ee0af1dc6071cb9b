import { Injectable, type OnModuleInit } from '@nestjs/common';
import { nearest } from '../../config/nearest.js';
import { Sql } from '../../database/sql.js';
import type { Asking, Offer, Place, SearchField } from '../../inventory/search/field.js';
import { unordered } from '../../inventory/search/kinds.js';
import { badValue } from '../../inventory/search/refusal.js';
import { Search } from '../../inventory/search/search.service.js';
import type { Exact, Operand } from '../../inventory/search/tree.js';
import { Totals } from '../../inventory/totals.js';
import { nestedIn, type Definition, type Definitions } from './definition.js';
import { GroupDefinitions } from './group-definitions.js';
import { fieldName, meant } from './references.js';

/**
 * `group:edge`: the members of a group, by its name, a pattern of names, or its id. Who was put in is looked up, who matches is
 * asked: nothing is stored that could be stale.
 */
@Injectable()
export class GroupField implements SearchField, OnModuleInit {
  readonly kind = 'text';
  readonly describe = 'A group that it is in, of itself, by its query, or through a nested group: its name or its id';
  readonly offers = (prefix: string, limit: number) => this.offered(prefix, limit);

  constructor(
    private readonly search: Search,
    private readonly definitions: GroupDefinitions,
    private readonly sql: Sql,
    private readonly totals: Totals,
  ) {}

  onModuleInit(): void {
    this.search.register(fieldName, this);
  }

  async condition(operand: Operand, place: Place, asking: Asking): Promise<string> {
    if (operand.kind === 'comparison' || operand.kind === 'range') throw unordered(operand, asking);
    const definitions = await this.definitions.asOf(asking.at);
    const groups = meant(definitions, { operand });
    if (groups)
      return this.membersOf(
        nestedIn(
          definitions,
          groups.map(({ id }) => id),
        ),
        place,
        asking,
      );
    if (asking.at) return 'FALSE';
    throw unknown(definitions, operand as Exact);
  }

  private async membersOf(groups: Definition[], place: Place, { at, nested }: Asking): Promise<string> {
    const parts: string[] = [];
    const filled = at ? groups.map(({ id }) => id) : await this.filled(groups);
    if (filled.length > 0) {
      const holds = at ? validAt(place(at.toISOString())) : 'm.valid_to IS NULL';
      parts.push(
        `s.id IN (SELECT m.server_id FROM group_members m WHERE m.group_id = ANY (${place(filled)}::uuid[]) AND ${holds})`,
      );
    }
    for (const { query } of groups) if (query !== null) parts.push(`(${await nested(query)})`);
    return parts.length > 0 ? parts.join(' OR ') : 'FALSE';
  }

  /** Those that somebody was put into: a condition that asks for nobody would only keep the planner from an index. */
  private async filled(groups: Definition[]): Promise<string[]> {
    const rows = await this.sql.rows<{ id: string }>(
      `SELECT id FROM unnest($1::uuid[]) id
       WHERE EXISTS (SELECT FROM group_members m WHERE m.group_id = id AND m.valid_to IS NULL)`,
      [groups.map(({ id }) => id)],
      'groups-filled',
    );
    return rows.map(({ id }) => id);
  }

  private async offered(prefix: string, limit: number): Promise<Offer[]> {
    const folded = prefix.toLowerCase();
    const groups = [...(await this.definitions.present()).values()];
    const named = groups.filter(({ name }) => name.toLowerCase().startsWith(folded)).slice(0, limit);
    const offers: Offer[] = [];
    for (const { id, name } of named) {
      const params: unknown[] = [];
      const { value } = await this.totals.of(await this.search.compiled(`${fieldName}:${id}`, params), params);
      offers.push({ value: name, count: value });
    }
    return offers;
  }
}

/** Of a membership `m`, at a moment that is given as a placeholder. */
function validAt(at: string): string {
  return `m.valid_from <= ${at}::timestamptz AND (m.valid_to IS NULL OR m.valid_to > ${at}::timestamptz)`;
}

function unknown(definitions: Definitions, operand: Exact) {
  const near = nearest(
    operand.text.toLowerCase(),
    [...definitions.values()].map(({ name }) => name.toLowerCase()),
  );
  const found = [...definitions.values()].find(({ name }) => name.toLowerCase() === near);
  const hint = found ? `; did you mean \`${found.name}\`?` : '';
  return badValue(`There is no group \`${operand.text}\`${hint}`, operand);
}
