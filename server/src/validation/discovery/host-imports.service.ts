import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { BadRequest } from '../../http/domain-error.js';
import { placedAt } from '../../http/placed.js';
import type { Blueprint } from '../../inventory/blueprint.js';
import { Blueprints } from '../../inventory/blueprints.js';
import { ChangeSets } from '../../inventory/bulk/change-sets.js';
import { registerAll } from '../../inventory/bulk/register-all.js';
import type { ImportedHost, ImportedHosts, ImportHosts } from './import.dto.js';
import { chosen, type ChosenHost } from './chosen-hosts.js';
import { registrationOf } from './registration.js';
import { ScansReader } from './scans.reader.js';
import { takenNames } from './taken-names.js';

const batchSize = 500;

/** Carries the outcome out of a transaction that must not be committed. */
class TakenBack extends Error {
  constructor(readonly results: ImportedHost[]) {
    super('taken back on purpose');
  }
}

/** Hosts of a scan become servers: one transaction and one change set, so that they can be taken back together. */
@Injectable()
export class HostImports {
  constructor(
    private readonly ledger: Ledger,
    private readonly scans: ScansReader,
    private readonly blueprints: Blueprints,
    private readonly changeSets: ChangeSets,
  ) {}

  /** @throws NotFound, BadRequest */
  async carryOut(actor: Actor, scanId: string, wanted: ImportHosts): Promise<ImportedHosts> {
    const { dryRun = false, reason = null } = wanted;
    requireRule(wanted);
    const { name } = await this.scans.get(scanId);
    const blueprint = wanted.templateId ? await this.blueprints.get(wanted.templateId) : undefined;
    try {
      const done = await this.ledger.write(actor, reason, async (write) => {
        const hosts = await chosen(write.tx, scanId, wanted);
        const changeSetId = await this.begin(write, actor, scanId, wanted, hosts.length);
        const results: ImportedHost[] = [];
        for (let at = 0; at < hosts.length; at += batchSize)
          results.push(...(await registeredOf(write, hosts.slice(at, at + batchSize), wanted, blueprint)));
        const created = results.filter(({ status }) => status === 'created');
        if (dryRun || created.length === 0) throw new TakenBack(results);
        await link(write, scanId, created);
        await this.changeSets.grow(write, changeSetId, titleOf(created.length), {
          ...{ total: results.length, changed: created.length, failed: results.length - created.length },
        });
        await this.changeSets.finish(write, changeSetId);
        const after = { created: created.length, changeSetId };
        await write.record({ action: 'scan.imported', subject: { type: 'scan', id: scanId, name }, after });
        return { results, changeSetId };
      });
      return { dryRun, ...countsOf(done.results), ...done };
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
      // Nobody has the ids of servers that are not there.
      const results = error.results.map((result) => ({ ...result, serverId: null }));
      return { dryRun, ...countsOf(results), changeSetId: null, results };
    }
  }

  private begin(write: Write, actor: Actor, scanId: string, wanted: ImportHosts, total: number): Promise<string> {
    const { addresses: _addresses, ...rule } = wanted;
    const request = { scanId, ...rule };
    return this.changeSets.begin(write, actor, wanted.reason ?? null, {
      ...{ kind: 'discovery', title: titleOf(total), request, total },
    });
  }
}

/** @throws BadRequest */
function requireRule({ addresses, match, port, role }: ImportHosts): void {
  const isRule = [match, port, role].some((each) => each !== undefined);
  if (isRule !== (addresses !== undefined)) return;
  const message = isRule ? 'cannot stand beside a rule' : 'or one of `match`, `port` and `role` must say which hosts';
  throw new BadRequest('request.invalid', `\`/addresses\` ${message}.`, [
    { pointer: '/addresses', code: 'import.which', message },
  ]);
}

async function registeredOf(
  write: Write,
  hosts: ChosenHost[],
  wanted: ImportHosts,
  blueprint: Blueprint | undefined,
): Promise<ImportedHost[]> {
  const planned = await placedAt('/fields', () =>
    hosts.map((host) => ('fault' in host ? host : { host, columns: registrationOf(host, wanted, blueprint) })),
  );
  const fresh = planned.filter((each) => 'columns' in each);
  const servers = await placedAt('/fields', () =>
    registerAll(
      write,
      fresh.map(({ columns }) => columns),
    ),
  );
  const written = new Map(fresh.map(({ host }, at) => [host.address, servers[at]]));
  const taken = await takenNames(
    write.tx,
    fresh.flatMap(({ columns }, at) => (servers[at] ? [] : [columns.hostname])),
  );
  return planned.map((each): ImportedHost => {
    if ('fault' in each)
      return { address: each.address, status: 'failed', serverId: null, hostname: null, error: each.fault };
    const { hostname } = each.columns;
    const { address } = each.host;
    const server = written.get(address);
    if (server) return { address, status: 'created', serverId: server.id, hostname, error: null };
    const owner = taken.get(hostname) ?? null;
    const message = `The name ${hostname} belongs to a server already${owner?.address ? ` (${owner.address})` : ''}.`;
    const error = { code: 'server.hostname-taken', message, serverId: owner?.id ?? null };
    return { address, status: 'failed', serverId: null, hostname, error };
  });
}

/** From now on they are known, to their scan too. */
async function link({ tx }: Write, scanId: string, created: ImportedHost[]): Promise<void> {
  const rows = JSON.stringify(created.map(({ address, serverId }) => ({ address, server_id: serverId })));
  await rowsIn(
    tx,
    `WITH linked AS (
       UPDATE scan_hosts h SET server_id = r.server_id, match = CASE h.match WHEN 'new' THEN 'known' ELSE h.match END
       FROM jsonb_to_recordset($2::jsonb) AS r (address inet, server_id uuid)
         JOIN scan_hosts o ON o.scan_id = $1 AND o.address = r.address AND o.match <> 'missing'
       WHERE h.id = o.id RETURNING o.match)
     UPDATE scans SET found_new = found_new - n.count, found_known = found_known + n.count
     FROM (SELECT count(*)::integer AS count FROM linked WHERE match = 'new') n WHERE id = $1`,
    [scanId, rows],
  );
}

function countsOf(results: ImportedHost[]): { total: number; created: number; failed: number } {
  const created = results.filter(({ status }) => status === 'created').length;
  return { total: results.length, created, failed: results.length - created };
}

function titleOf(servers: number): string {
  return `Register ${servers.toLocaleString('en')} found ${servers === 1 ? 'server' : 'servers'}`;
}
