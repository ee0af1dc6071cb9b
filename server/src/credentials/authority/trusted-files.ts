import { Injectable } from '@nestjs/common';
import { Conflict } from '../../http/domain-error.js';
import type { AuthorityView } from './authorities.dto.js';
import { AuthoritiesReader } from './authorities.reader.js';
import type { Purpose } from './certificate.js';

/** What OpenSSH reads of authorities: those of a line that are not retired, with their names as comments. */
@Injectable()
export class TrustedFiles {
  constructor(private readonly reader: AuthoritiesReader) {}

  /** @throws NotFound, Conflict for an authority of host certificates */
  async trustedKeys(id: string): Promise<string> {
    return linesOf(await this.trusted(id, 'user'), '');
  }

  /** @throws NotFound, Conflict for an authority of user certificates */
  async knownHosts(id: string, hosts: string): Promise<string> {
    return linesOf(await this.trusted(id, 'host'), `@cert-authority ${hosts} `);
  }

  private async trusted(id: string, purpose: Purpose): Promise<AuthorityView[]> {
    const authorities = await this.reader.trustedOf(id);
    const other = authorities.find((each) => each.purpose !== purpose);
    if (other) throw new Conflict('authority.wrong-purpose', `This authority signs ${other.purpose} certificates.`);
    return authorities;
  }
}

function linesOf(authorities: AuthorityView[], before: string): string {
  return authorities.map(({ publicKey }) => `${before}${publicKey}\n`).join('');
}
