import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Sql } from '../../database/sql.js';
import type { ExaminedHost } from '../../probing/scan/examined-host.js';
import type { Recall } from '../../probing/scan/scan.js';
import { changesSince, matchOf, type Match } from './comparison.js';
import { keepHosts, type FoundHost } from './host-rows.js';
import { owners, type Owner } from './owners.js';
import { portsIn, type WrittenPort } from './ports.js';
import { together } from './recall.js';

/** A scan as whoever carries it out sees it. */
export interface ScanTask {
  id: string;
  job_id: string;
  cidrs: string[];
  ports: WrittenPort[];
  rate: number | null;
  addresses: number;
  compared_with: string | null;
  next_block: number;
}

interface Before {
  place: number;
  port_numbers: number[];
  ssh_host_key: { fingerprint: string } | null;
  asked: WrittenPort[];
  is_compared: boolean;
}

/** What was seen last at each address: by the scan that this one is compared with, or else by the newest of all. One index look-up each. */
const befores = `
  SELECT f.place::integer, b.* FROM unnest($1::inet[]) WITH ORDINALITY f (address, place) CROSS JOIN LATERAL (
    SELECT h.port_numbers, h.ssh_host_key, s.ports AS asked, s.id IS NOT DISTINCT FROM $3::uuid AS is_compared
    FROM scan_hosts h JOIN scans s ON s.id = h.scan_id
    WHERE h.address = f.address AND h.match <> 'missing' AND s.id <> $2 AND s.finished_at IS NOT NULL
    ORDER BY is_compared DESC, s.finished_at DESC LIMIT 1) b`;

/** Writes down what the blocks of a scan found, each together with how far the scan came. */
@Injectable()
export class Blocks {
  constructor(private readonly sql: Sql) {}

  /** What is left of a scan. Who it is compared with is settled when it begins. Undefined when there is none. */
  async begin(scanId: string): Promise<ScanTask | undefined> {
    await this.sql.rows(
      `UPDATE scans s SET compared_with = (
         SELECT id FROM scans WHERE definition = s.definition AND finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1)
       WHERE id = $1 AND next_block = 0`,
      [scanId],
    );
    const [task] = await this.sql.rows<ScanTask>(
      'SELECT id, job_id, cidrs, ports, rate, addresses, compared_with, next_block FROM scans WHERE id = $1',
      [scanId],
    );
    return task;
  }

  /** Once, whoever else wrote the same block. */
  async write(task: ScanTask, block: number, done: number, hosts: ExaminedHost[], recall: Recall): Promise<void> {
    await this.sql.transaction(async (client) => {
      const { rows } = await client.query<{ recall: Recall | null }>(
        'SELECT recall FROM scans WHERE id = $1 AND next_block = $2 FOR UPDATE',
        [task.id, block],
      );
      const [scan] = rows;
      if (!scan) return;
      const found = await compared(client, task, hosts);
      await keepHosts(client, task.id, found);
      const count = (match: Match) => found.filter((host) => host.match === match).length;
      const openPorts = found.reduce((sum, { ports }) => sum + ports.length, 0);
      await client.query(
        `UPDATE scans SET next_block = $2 + 1, recall = $3, hosts = hosts + $4, open_ports = open_ports + $5,
           found_new = found_new + $6, found_known = found_known + $7, found_changed = found_changed + $8 WHERE id = $1`,
        [
          ...[task.id, block, JSON.stringify(together(scan.recall, recall)), found.length, openPorts],
          ...[count('new'), count('known'), count('changed')],
        ],
      );
      await client.query('UPDATE jobs SET done = $2 WHERE id = $1', [task.job_id, done]);
    });
  }
}

async function compared(client: PoolClient, task: ScanTask, hosts: ExaminedHost[]): Promise<FoundHost[]> {
  if (hosts.length === 0) return [];
  const addresses = hosts.map(({ address }) => address);
  const seen = await client.query<Before>(befores, [addresses, task.id, task.compared_with]);
  const owned = await client.query<Owner>(owners, [addresses]);
  const before = new Map(seen.rows.map((row) => [row.place, row]));
  const serverIds = new Map(owned.rows.map(({ place, id }) => [place, id]));
  const now = new Set(portsIn(task.ports));
  return hosts.map((host, at): FoundHost => {
    const last = before.get(at + 1);
    const serverId = serverIds.get(at + 1) ?? null;
    const changes = last
      ? changesSince(
          { openPorts: last.port_numbers, hostKey: last.ssh_host_key?.fingerprint ?? null },
          { openPorts: host.ports.map(({ port }) => port), hostKey: host.sshHostKey?.fingerprint ?? null },
          { before: new Set(portsIn(last.asked)), now },
        )
      : [];
    const differs = changes.length > 0 || last?.is_compared !== true;
    return { ...host, match: matchOf(changes, serverId !== null), serverId, changes, differs };
  });
}
