import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { difference } from '../audit/difference.js';
import { Ledger, type Write } from '../audit/ledger.js';
import { rowsIn } from '../database/sql.js';
import { BadRequest, Conflict, NotFound } from '../http/domain-error.js';
import { requireMatch } from '../http/etag.js';
import { Search } from '../inventory/search/search.service.js';
import { definedIn } from './definitions/group-definitions.js';
import { referring, unsoundness } from './definitions/soundness.js';
import { blankBody, bodyAfter, bodyOf, inUse, refusalOf } from './group-body.js';
import { Group } from './group.entity.js';
import type { ChangeGroup, CreateGroup, GroupView } from './groups.dto.js';
import { GroupsReader } from './groups.reader.js';
import { replaceMembers } from './membership/replaced-members.js';

/** Any number, the same in every process: of two that define groups the second sees what the first has defined. */
const definingLock = 4_716_011;

const refusals = {
  groups_name_unique: () =>
    new Conflict('group.name-taken', 'There is a group of this name already.', [
      { pointer: '/name', code: 'group.name-taken', message: 'is taken' },
    ]),
};

/** Defines groups. Whether all of them together still make sense is looked at within each change, one change after the other. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly reader: GroupsReader,
    private readonly search: Search,
  ) {}

  async create(actor: Actor, { members = [], ...fields }: CreateGroup): Promise<GroupView> {
    const id = uuidv7();
    const body = bodyAfter({ ...blankBody, name: fields.name }, fields);
    await this.requireReadable(body.query);
    await this.ledger.write(
      actor,
      null,
      async (write) => {
        await alone(write);
        await write.tx.insert(Group, { ...body, id });
        await requireSound(write, id, body.children);
        await write.record({ action: 'group.created', subject: { type: 'group', id, name: body.name }, after: body });
        await replaceMembers(write, id, members);
      },
      refusals,
    );
    return this.reader.get(id);
  }

  async change(actor: Actor, id: string, { members, ...change }: ChangeGroup, ifMatch?: string): Promise<GroupView> {
    await this.requireReadable(change.query ?? null);
    await this.ledger.write(
      actor,
      null,
      async (write) => {
        await alone(write);
        const group = await locked(write, id);
        requireMatch(ifMatch, group.version);
        const before = bodyOf(group);
        const changes = difference(before, bodyAfter(before, change));
        if (Object.keys(changes.after).length > 0) {
          await write.tx.update(Group, id, changes.after);
          await requireSound(write, id, changes.after.children ?? []);
          const name = changes.after.name ?? group.name;
          await write.record({ action: 'group.changed', subject: { type: 'group', id, name }, ...changes });
        }
        if (members) await replaceMembers(write, id, members);
      },
      refusals,
    );
    return this.reader.get(id);
  }

  /** Its servers stay. @throws Conflict while another group leads to it */
  async remove(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, null, async (write) => {
      await alone(write);
      const group = await locked(write, id);
      requireMatch(ifMatch, group.version);
      const users = referring(await definedIn(write.tx), id);
      if (users.length > 0)
        throw inUse(`It is part of ${users.map(({ name }) => name).join(', ')}. Take it out there first.`, users);
      await write.tx.delete(Group, id);
      await write.record({
        action: 'group.deleted',
        subject: { type: 'group', id, name: group.name },
        before: bodyOf(group),
      });
    });
  }

  /** @throws BadRequest with the place in the query */
  private async requireReadable(query: string | null): Promise<void> {
    if (!query) return;
    try {
      await this.search.compiled(query, []);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      const faults = error.errors.map((fault) => ({ ...fault, pointer: '/query' }));
      throw new BadRequest(error.code, error.message, faults);
    }
  }
}

async function alone({ tx }: Write): Promise<void> {
  await rowsIn(tx, 'SELECT pg_advisory_xact_lock($1)', [definingLock]);
}

async function locked({ tx }: Write, id: string): Promise<Group> {
  const group = await tx.findOne(Group, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!group) throw new NotFound('group', id);
  return group;
}

/** @throws BadRequest of a child that is not there; Conflict of a cycle, of too many in a row, and of a name that others use */
async function requireSound({ tx }: Write, id: string, children: string[]): Promise<void> {
  const definitions = await definedIn(tx);
  const faults = children.flatMap((child, at) =>
    definitions.has(child)
      ? []
      : [{ pointer: `/children/${at}`, code: 'group.not-found', message: 'is not the id of a group' }],
  );
  if (faults.length > 0) throw new BadRequest('group.not-found', 'There is no such group to nest.', faults);
  const wrong = unsoundness(definitions);
  if (wrong) throw refusalOf(wrong, id);
}
