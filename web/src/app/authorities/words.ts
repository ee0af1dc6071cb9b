import { AuthorityPurpose, TrustState } from '../api/wire';

export const purposeWords: Record<AuthorityPurpose, string> = { user: 'people and programs', host: 'servers' };

/** How it is known that a server trusts an authority. */
export const trustWords: Record<TrustState, string> = {
  deploying: 'being deployed',
  deployed: 'deployed, not proven',
  proven: 'proven',
  refused: 'refused',
  removed: 'taken out',
};
