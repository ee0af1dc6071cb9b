import { Injectable, type OnModuleInit } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page, PageQuery } from '../../http/page.js';
import type { Blueprint } from '../../inventory/blueprint.js';
import { Blueprints } from '../../inventory/blueprints.js';
import type { TemplateVersion, TemplateView } from './templates.dto.js';

interface ContentRow {
  name: string;
  description: string | null;
  defaults: TemplateView['defaults'];
  tags: string[];
  checks: TemplateView['checks'];
  version: number;
  created_at: Date;
}

interface TemplateRow extends ContentRow {
  id: string;
  total: number;
  outdated: number;
  updated_at: Date;
}

const byName = sortOf('name', { name: { expression: 'lower(t.name)', type: 'text' } }, 't.id');
const newestFirst = sortOf('-version', { version: { expression: 'v.version', type: 'integer' } }, 'v.template_id');

/** The templates of `page` with how many servers are of each: an index alone answers that. */
const withServers = (page: string) => `
  SELECT t.*, uses.total, uses.outdated FROM (${page}) t
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS total, count(*) FILTER (WHERE s.template_version IS DISTINCT FROM t.version)::integer AS outdated
    FROM servers s WHERE s.template_id = t.id AND s.deleted_at IS NULL) uses`;

@Injectable()
export class TemplatesReader implements OnModuleInit {
  constructor(
    private readonly sql: Sql,
    private readonly blueprints: Blueprints,
  ) {}

  onModuleInit(): void {
    this.blueprints.source = (id) => this.blueprint(id);
  }

  async list({ limit = 50, cursor }: PageQuery): Promise<Page<TemplateView>> {
    const params: unknown[] = [];
    const from = seek(byName, cursor, params);
    const [rows, counted] = await Promise.all([
      this.sql.rows<TemplateRow & { sort_values: string[] }>(
        `${withServers(`SELECT t.*, ${sortValues(byName)}, row_number() OVER (ORDER BY ${from.orderBy}) AS ordinal FROM templates t
           WHERE t.deleted_at IS NULL AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`)} ORDER BY t.ordinal`,
        params,
      ),
      this.sql.rows<{ count: number }>(
        `SELECT count(*)::integer AS count FROM (SELECT FROM templates WHERE deleted_at IS NULL LIMIT ${countedTo + 1}) t`,
      ),
    ]);
    const page = pageFrom(rows, limit, byName, from, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped(counted[0]?.count ?? 0) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<TemplateView> {
    const [row] = await this.sql.rows<TemplateRow>(
      withServers('SELECT * FROM templates WHERE id = $1 AND deleted_at IS NULL'),
      [id],
      'template',
    );
    if (!row) throw new NotFound('template', id);
    return viewOf(row);
  }

  /** The current version, of a template that is not deleted. */
  async blueprint(id: string): Promise<Blueprint | undefined> {
    const [row] = await this.sql.rows<Blueprint>(
      'SELECT id, version, defaults, tags, checks FROM templates WHERE id = $1 AND deleted_at IS NULL',
      [id],
      'blueprint',
    );
    return row;
  }

  /** Newest first. @throws NotFound */
  async versions(id: string, { limit = 50, cursor }: PageQuery): Promise<Page<TemplateVersion>> {
    const { version } = await this.get(id);
    const params: unknown[] = [id];
    const from = seek(newestFirst, cursor, params);
    const rows = await this.sql.rows<ContentRow & { actor: { name: string } | null; sort_values: string[] }>(
      `SELECT v.*, ${sortValues(newestFirst)} FROM template_versions v
       WHERE v.template_id = $1 AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, newestFirst, from, cursor !== undefined);
    const items = page.rows.map((row) => ({ ...contentOf(row), actorName: row.actor?.name ?? null }));
    return { ...page, items, total: { value: version, exact: true } };
  }
}

function contentOf({ name, description, defaults, tags, checks, version, created_at: createdAt }: ContentRow) {
  return { name, description, defaults, tags, checks, version, createdAt: createdAt.toISOString() };
}

function viewOf(row: TemplateRow): TemplateView {
  const { id, total, outdated, updated_at: updatedAt } = row;
  return { id, ...contentOf(row), servers: { total, outdated }, updatedAt: updatedAt.toISOString() };
}
