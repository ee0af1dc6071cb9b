import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Conflict } from '../../http/domain-error.js';
import { ChangeSetKinds } from './change-set-kinds.js';
import { ChangeSetsReader } from './change-sets.reader.js';
import type { BulkResult } from './bulk.dto.js';
import type { RevertChangeSet } from './change-sets.dto.js';
import { revertAction } from './revert-action.js';
import { Undertakings } from './undertakings.js';

@Injectable()
export class ChangeSetsService {
  constructor(
    private readonly reader: ChangeSetsReader,
    private readonly undertakings: Undertakings,
    private readonly kinds: ChangeSetKinds,
  ) {}

  /** Takes a change set back; this is a change set of its own, and can be taken back too. @throws NotFound, Conflict */
  async revert(
    actor: Actor,
    id: string,
    { dryRun = false, reason }: RevertChangeSet,
  ): Promise<BulkResult | { jobId: string }> {
    const changeSet = await this.reader.get(id);
    if (changeSet.revertedById) {
      throw new Conflict(
        'changeset.reverted',
        `This was reverted already, by the change set ${changeSet.revertedById}.`,
      );
    }
    const undertaking = {
      action: this.kinds.of(changeSet.kind)?.revertedBy ?? revertAction.name,
      params: { changeSetId: id },
      dryRun,
      atomic: false,
      ifMatch: {},
      revertsId: id,
    };
    return this.undertakings.undertake(
      actor,
      { ...undertaking, reason: reason ?? `Revert of: ${changeSet.title}` },
      await this.reader.serversOf(changeSet),
    );
  }
}
