import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import { difference } from '../../audit/difference.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import { placedAt } from '../../http/placed.js';
import { requireCredentials } from '../../inventory/living-credentials.js';
import { blankBody, bodyAfter, bodyOf, type TemplateBody } from './template-body.js';
import { Template } from './template.entity.js';
import type { ChangeTemplate, CreateTemplate, TemplateView } from './templates.dto.js';
import { TemplatesReader } from './templates.reader.js';

const refusals = {
  templates_name_unique_among_living: () =>
    new Conflict('template.name-taken', 'There is a template of this name already.', [
      { pointer: '/name', code: 'template.name-taken', message: 'is taken' },
    ]),
};

/** What servers should be. A change is a new version; the servers stay as they are until it is applied to them. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly ledger: Ledger,
    private readonly reader: TemplatesReader,
  ) {}

  async create(actor: Actor, fields: CreateTemplate): Promise<TemplateView> {
    const id = uuidv7();
    const body = bodyAfter({ ...blankBody, name: fields.name }, fields);
    await this.ledger.write(
      actor,
      null,
      async ({ tx, record }) => {
        await requireDefaults(tx, body);
        await tx.insert(Template, { ...body, id, version: 1, updatedAt: new Date(), deletedAt: null });
        await record({ action: 'template.created', subject: { type: 'template', id, name: body.name }, after: body });
      },
      refusals,
    );
    return this.reader.get(id);
  }

  async change(actor: Actor, id: string, change: ChangeTemplate, ifMatch?: string): Promise<TemplateView> {
    await this.ledger.write(
      actor,
      null,
      async (write) => {
        const template = await locked(write, id);
        requireMatch(ifMatch, template.version);
        const before = bodyOf(template);
        const changes = difference(before, bodyAfter(before, change));
        if (Object.keys(changes.after).length === 0) return;
        await requireDefaults(write.tx, changes.after);
        await write.tx.update(Template, id, { ...changes.after, version: template.version + 1, updatedAt: new Date() });
        const name = changes.after.name ?? template.name;
        await write.record({ action: 'template.changed', subject: { type: 'template', id, name }, ...changes });
      },
      refusals,
    );
    return this.reader.get(id);
  }

  /** Its servers stay as they are and remember where they come from. @throws Conflict when there are some, unless it is forced */
  async remove(actor: Actor, id: string, force: boolean, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, null, async (write) => {
      const template = await locked(write, id);
      requireMatch(ifMatch, template.version);
      const servers = await serversOf(write, id);
      if (servers > 0 && !force) throw inUse(servers);
      await write.tx.update(Template, id, { deletedAt: new Date() });
      await write.record({
        action: 'template.deleted',
        subject: { type: 'template', id, name: template.name },
        before: { ...bodyOf(template), servers },
      });
    });
  }
}

/** @throws BadRequest when servers are to get a credential that is not there */
function requireDefaults(tx: EntityManager, { defaults }: Partial<TemplateBody>): Promise<void> {
  return placedAt('/defaults', () => requireCredentials(tx, [defaults?.ssh?.credentialId]));
}

async function locked({ tx }: Write, id: string): Promise<Template> {
  const template = await tx.findOne(Template, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!template || template.deletedAt) throw new NotFound('template', id);
  return template;
}

async function serversOf({ tx }: Write, id: string): Promise<number> {
  const [row] = await rowsIn<{ count: number }>(
    tx,
    'SELECT count(*)::integer AS count FROM servers WHERE template_id = $1 AND deleted_at IS NULL',
    [id],
  );
  return row?.count ?? 0;
}

function inUse(servers: number): Conflict {
  const which = servers === 1 ? 'One server is' : `${servers.toLocaleString('en')} servers are`;
  const refusal = new Conflict(
    'template.in-use',
    `${which} of this template. Add \`force=true\` to delete it all the same.`,
  );
  refusal.extensions.servers = servers;
  return refusal;
}
