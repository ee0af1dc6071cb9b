import { AuthorityPurpose, KeyAlgorithm, NewAuthority, SuccessorAuthority } from '../api/wire';

/** An authority while it is being typed. What is secret is kept no longer than the sheet is open. */
export interface AuthorityDraft {
  kind: 'generate' | 'import';
  name: string;
  purpose: AuthorityPurpose;
  /** `ed25519`, `ecdsa 384`, `rsa 4096`. */
  strength: string;
  privateKey: string;
  passphrase: string;
  /** Of a successor: why. */
  reason: string;
}

export const newAuthority: AuthorityDraft = {
  kind: 'generate',
  name: '',
  purpose: 'user',
  strength: 'ed25519',
  privateKey: '',
  passphrase: '',
  reason: '',
};

export function newAuthorityOf(draft: AuthorityDraft): NewAuthority {
  return { ...keyOf(draft), name: draft.name.trim(), purpose: draft.purpose };
}

export function successorOf(draft: AuthorityDraft): SuccessorAuthority {
  return { ...keyOf(draft), name: draft.name.trim(), reason: draft.reason.trim() };
}

function keyOf({ kind, strength, privateKey, passphrase }: AuthorityDraft) {
  if (kind === 'import') return { kind, privateKey, ...(passphrase === '' ? {} : { passphrase }) };
  const [algorithm = '', bits] = strength.split(' ');
  return { kind, algorithm: algorithm as KeyAlgorithm, ...(bits ? { bits: Number(bits) } : {}) };
}

const places: Record<string, keyof AuthorityDraft> = {
  name: 'name',
  purpose: 'purpose',
  algorithm: 'strength',
  bits: 'strength',
  privateKey: 'privateKey',
  passphrase: 'passphrase',
  reason: 'reason',
};

/** The field of the form that the server points at. */
export function authorityPlaceOf(pointer: string): keyof AuthorityDraft | undefined {
  return places[pointer.split('/')[1] ?? ''];
}
