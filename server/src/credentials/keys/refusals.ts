import { BadRequest } from '../../http/domain-error.js';

export const keyFault = {
  none: 'key.none',
  public: 'key.public',
  certificate: 'key.certificate',
  several: 'key.several',
  unreadable: 'key.unreadable',
  cipher: 'key.unsupported-cipher',
  costly: 'key.too-costly',
  algorithm: 'key.unsupported-algorithm',
  curve: 'key.unsupported-curve',
  device: 'key.needs-device',
  passphraseMissing: 'key.passphrase-missing',
  passphraseWrong: 'key.passphrase-wrong',
  weak: 'key.weak',
  tooLarge: 'key.too-large',
  mismatched: 'key.mismatched',
} as const;
type KeyFault = (typeof keyFault)[keyof typeof keyFault];

/** A key that is not taken, and why. What was sent is never quoted. */
export function refusedKey(code: KeyFault, says: string, pointer = '/privateKey'): BadRequest {
  return new BadRequest(code, `\`${pointer}\` ${says}.`, [{ pointer, code, message: says }]);
}

/** The file is damaged, or was made by something that does not keep to the format. */
export class Unreadable extends Error {}
