import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { In, type DataSource } from 'typeorm';
import { pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { PageQuery } from '../../http/page.js';
import type { Blueprint } from '../../inventory/blueprint.js';
import { Server } from '../../inventory/server.entity.js';
import { deviates, deviations, followsPort } from './drift.js';
import type { DriftReport } from './templates.dto.js';
import { TemplatesReader } from './templates.reader.js';

const byHostname = sortOf('hostname', { hostname: { expression: 's.hostname', type: 'text' } }, 's.id');
const ofTemplate = 'servers s WHERE s.template_id = $1 AND s.deleted_at IS NULL';

/** Which servers of a template no longer match it: found by the database, a page at a time, and spelt out for the page alone. */
@Injectable()
export class DriftReader {
  constructor(
    private readonly sql: Sql,
    private readonly templates: TemplatesReader,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /** @throws NotFound */
  async report(id: string, { limit = 50, cursor }: PageQuery): Promise<DriftReport> {
    const blueprint = await this.templates.blueprint(id);
    if (!blueprint) throw new NotFound('template', id);
    const params: unknown[] = [id];
    const hasDrifted = deviates(blueprint, await this.sshPorts(blueprint), (value) => `$${params.push(value)}`);
    const counting = this.count(blueprint, hasDrifted, [...params]);
    const from = seek(byHostname, cursor, params);
    const [rows, summary] = await Promise.all([
      this.sql.rows<{ id: string; sort_values: string[] }>(
        `SELECT s.id, ${sortValues(byHostname)} FROM ${ofTemplate} AND ${hasDrifted} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
        params,
      ),
      counting,
    ]);
    const { rows: found, ...cursors } = pageFrom(rows, limit, byHostname, from, cursor !== undefined);
    const servers = new Map((await this.serversOf(found)).map((server) => [server.id, server]));
    return {
      ...cursors,
      items: found.flatMap(({ id: serverId }) => {
        const server = servers.get(serverId);
        if (!server) return [];
        const { hostname, templateVersion } = server;
        return [{ serverId, hostname, templateVersion, drift: deviations(server, blueprint) }];
      }),
      total: { value: summary.drifted, exact: true },
      summary,
    };
  }

  private async count({ version }: Blueprint, hasDrifted: string, params: unknown[]): Promise<DriftReport['summary']> {
    const [row] = await this.sql.rows<DriftReport['summary']>(
      `SELECT count(*)::integer AS total, count(*) FILTER (WHERE ${hasDrifted})::integer AS drifted,
         count(*) FILTER (WHERE s.template_version IS DISTINCT FROM $${params.push(version)})::integer AS outdated FROM ${ofTemplate}`,
      params,
    );
    return row ?? { total: 0, drifted: 0, outdated: 0 };
  }

  private async sshPorts(blueprint: Blueprint): Promise<number[]> {
    if (!followsPort(blueprint)) return [];
    const rows = await this.sql.rows<{ port: number }>(`SELECT DISTINCT s.ssh_port AS port FROM ${ofTemplate}`, [
      blueprint.id,
    ]);
    return rows.map(({ port }) => port);
  }

  private serversOf(found: { id: string }[]): Promise<Server[]> {
    return this.db.manager.find(Server, { where: { id: In(found.map(({ id }) => id)) } });
  }
}
