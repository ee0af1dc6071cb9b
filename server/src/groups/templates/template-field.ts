import { Injectable, type OnModuleInit } from '@nestjs/common';
import { nearest } from '../../config/nearest.js';
import { Sql } from '../../database/sql.js';
import type { Asking, Place, SearchField } from '../../inventory/search/field.js';
import { unordered, uuid } from '../../inventory/search/kinds.js';
import { likePattern } from '../../inventory/search/like.js';
import { badValue } from '../../inventory/search/refusal.js';
import { Search } from '../../inventory/search/search.service.js';
import type { Exact, Operand } from '../../inventory/search/tree.js';

interface Named {
  id: string;
  name: string;
}

/** The templates that there are, or were at a moment, by the names that they had. */
const named = `SELECT id, name FROM templates WHERE deleted_at IS NULL`;
const namedAt = `
  SELECT DISTINCT ON (v.template_id) v.template_id AS id, v.name FROM template_versions v JOIN templates t ON t.id = v.template_id
  WHERE v.created_at <= $1 AND (t.deleted_at IS NULL OR t.deleted_at > $1) ORDER BY v.template_id, v.version DESC`;

/** `template:"web server"`: the servers of a template, by its name, a pattern of names, or its id. */
@Injectable()
export class TemplateField implements SearchField, OnModuleInit {
  readonly kind = 'text';
  readonly describe = 'The template that it was made from: its name or its id';
  readonly offers = { value: '(SELECT t.name FROM templates t WHERE t.id = s.template_id AND t.deleted_at IS NULL)' };

  constructor(
    private readonly search: Search,
    private readonly sql: Sql,
  ) {}

  onModuleInit(): void {
    this.search.register('template', this);
  }

  async condition(operand: Operand, place: Place, asking: Asking): Promise<string> {
    const among = (ids: string[]) => (ids.length > 0 ? `s.template_id = ANY (${place(ids)}::uuid[])` : 'FALSE');
    switch (operand.kind) {
      case 'presence':
        return 's.template_id IS NOT NULL';
      case 'exact':
        if (uuid.test(operand.text)) return among([operand.text]);
        return among(this.oneOf(await this.templates(asking), operand, asking));
      case 'pattern':
        return among((await this.templates(asking, operand.text)).map(({ id }) => id));
      default:
        throw unordered(operand, asking);
    }
  }

  /** A name that nobody has is a mistake; one that nobody had then is not. */
  private oneOf(templates: Named[], operand: Exact, { at }: Asking): string[] {
    const folded = operand.text.toLowerCase();
    const found = templates.find(({ name }) => name.toLowerCase() === folded);
    if (found) return [found.id];
    if (at) return [];
    const near = nearest(
      folded,
      templates.map(({ name }) => name),
    );
    const hint = near ? `; did you mean \`${near}\`?` : '';
    throw badValue(`There is no template \`${operand.text}\`${hint}`, operand);
  }

  private templates({ at }: Asking, pattern = '*'): Promise<Named[]> {
    const params = at ? [at, likePattern(pattern)] : [likePattern(pattern)];
    return this.sql.rows<Named>(
      `SELECT id, name FROM (${at ? namedAt : named}) t WHERE lower(name) LIKE lower($${params.length})`,
      params,
      at ? 'templates-named-then' : 'templates-named',
    );
  }
}
