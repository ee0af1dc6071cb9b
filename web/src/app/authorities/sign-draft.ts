import { SignRequest } from '../api/wire';

/** What is to be signed, while it is being typed. */
export interface SignDraft {
  publicKey: string;
  /** Separated by commas or spaces. */
  principals: string;
  /** Seconds, as a text: it is chosen from a list. */
  validity: string;
  reason: string;
}

interface Validity {
  value: string;
  label: string;
}

const hour = 3_600;
const day = 24 * hour;

/** What everybody may have, the usual first; and what admins may have beside it. */
const validities = {
  user: {
    all: [validity(hour, '1 hour'), validity(8 * hour, '8 hours'), validity(day, '1 day')],
    admins: [validity(7 * day, '7 days'), validity(30 * day, '30 days'), validity(366 * day, '366 days')],
  },
  host: {
    all: [validity(90 * day, '90 days'), validity(30 * day, '30 days')],
    admins: [validity(366 * day, '366 days')],
  },
};

export function validitiesFor(purpose: 'user' | 'host', isAdmin: boolean): Validity[] {
  const { all, admins } = validities[purpose];
  return isAdmin ? [...all, ...admins] : all;
}

export function signRequestOf({ publicKey, principals, validity, reason }: SignDraft): SignRequest {
  return {
    publicKey: publicKey.trim(),
    principals: principalsOf(principals),
    validSeconds: Number(validity),
    reason: reason.trim(),
  };
}

export function principalsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

/** What is pasted where a public key belongs, as far as one can see without reading it. */
export function publicKeyFault(text: string): string | null {
  const pasted = text.trim();
  if (pasted === '') return 'Paste the public key: the file that ends in .pub.';
  if (pasted.includes('PRIVATE KEY'))
    return 'This is a private key, which nobody else should see. Paste the .pub file.';
  return null;
}

const places: Record<string, keyof SignDraft> = {
  publicKey: 'publicKey',
  principals: 'principals',
  validSeconds: 'validity',
  reason: 'reason',
};

/** The field of the form that the server points at. */
export function signPlaceOf(pointer: string): keyof SignDraft | undefined {
  return places[pointer.split('/')[1] ?? ''];
}

function validity(seconds: number, label: string): Validity {
  return { value: String(seconds), label };
}
