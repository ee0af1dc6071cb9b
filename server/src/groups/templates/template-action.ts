import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BadRequest, NotFound } from '../../http/domain-error.js';
import { matching } from '../../inventory/blueprint.js';
import type { Batch, BulkAction } from '../../inventory/bulk/bulk-action.js';
import { BulkActions } from '../../inventory/bulk/bulk-actions.js';
import type { Outcome } from '../../inventory/bulk/outcome.js';
import { changeAll } from '../../inventory/bulk/server-batches.js';
import { changed } from '../../inventory/declared-fields.js';
import { requireLiving } from '../../inventory/declared.js';
import { ApplyTemplateParams } from './templates.dto.js';
import { TemplatesReader } from './templates.reader.js';

/** Makes servers match the current version of a template. */
@Injectable()
export class TemplateAction implements BulkAction<ApplyTemplateParams>, OnModuleInit {
  readonly name = 'template';
  readonly params = ApplyTemplateParams;

  constructor(
    private readonly actions: BulkActions,
    private readonly templates: TemplatesReader,
  ) {}

  onModuleInit(): void {
    this.actions.register(this);
  }

  title(_params: ApplyTemplateParams, count: number): string {
    return `Apply a template to ${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`;
  }

  async check({ id }: ApplyTemplateParams): Promise<void> {
    if (await this.templates.blueprint(id)) return;
    throw new BadRequest('template.not-found', `There is no template ${id}.`, [
      { pointer: '/params/id', code: 'template.not-found', message: 'is not the id of a template' },
    ]);
  }

  async carryOut({ write, ids, ifMatch }: Batch, { id, mode = 'fill' }: ApplyTemplateParams): Promise<Outcome[]> {
    const blueprint = await this.templates.blueprint(id);
    if (!blueprint) throw new NotFound('template', id);
    return changeAll(write, ids, {
      action: 'server.changed',
      ifMatch,
      apply: (server) => {
        requireLiving(server);
        const matched = changed(server, matching(server, blueprint, mode));
        return { ...matched, templateId: blueprint.id, templateVersion: blueprint.version };
      },
    });
  }
}
