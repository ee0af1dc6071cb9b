import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import type { AuthorityView } from './authorities.dto.js';
import { AuthoritiesReader } from './authorities.reader.js';
import { ProofKey } from './proof-key.js';
import { Signing } from './signing.js';

/** Keys by which servers prove whom they trust. */
@Injectable()
export class ProofKeys {
  constructor(
    private readonly authorities: AuthoritiesReader,
    private readonly signing: Signing,
  ) {}

  /** A new one, good for one job. @throws NotFound */
  async made(actor: Actor, authorityId: string): Promise<{ authority: AuthorityView; key: ProofKey }> {
    const authority = await this.authorities.get(authorityId);
    return { authority, key: await ProofKey.made(this.signing, actor, authorityId) };
  }
}
