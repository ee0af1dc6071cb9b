import { Injectable } from '@nestjs/common';
import { BadRequest } from '../http/domain-error.js';
import type { Blueprint } from './blueprint.js';

/** What new servers can be made from. The room above hands it in: this one knows servers, not how templates are kept. */
@Injectable()
export class Blueprints {
  source: ((templateId: string) => Promise<Blueprint | undefined>) | undefined;

  /** The current version of a template. @throws BadRequest naming the field when there is none */
  async get(templateId: string): Promise<Blueprint> {
    const blueprint = await this.source?.(templateId);
    if (blueprint) return blueprint;
    const message = `There is no template ${templateId}.`;
    throw new BadRequest('template.not-found', message, [
      { pointer: '/templateId', code: 'template.not-found', message: 'is not the id of a template' },
    ]);
  }
}
