import { Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { CredentialsApi } from '../api/credentials-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Credential } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';

/** What is done to a key without a sheet. A failure is told, and then nothing was done. */
@Service()
export class CredentialActions {
  private readonly api = inject(CredentialsApi);
  private readonly notices = inject(Notices);
  private readonly dialogs = inject(Dialogs);

  /** Its name has to be typed: what is secret of it cannot be brought back. Whether it was deleted. */
  async remove({ id, name, version }: Credential): Promise<boolean> {
    const isMeant = await this.dialogs.confirm({
      title: `Delete ${name}`,
      consequence:
        'The private key is destroyed, and nobody can bring it back. Where its public part still stands in an authorized_keys, it opens nothing any more.',
      deed: 'Delete the key',
      typed: name,
    });
    if (!isMeant) return false;
    try {
      await firstValueFrom(this.api.remove(id, version));
    } catch (error) {
      this.notices.fail(`Not deleted. ${sentenceOf(problemOf(error))}`);
      return false;
    }
    this.notices.say(`Deleted ${name}`);
    return true;
  }
}
