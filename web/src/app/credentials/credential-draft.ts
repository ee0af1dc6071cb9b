import { Credential, CredentialChange, KeyAlgorithm, NewCredential } from '../api/wire';

/** A credential while it is being typed. What is secret is kept no longer than the sheet is open. */
export interface CredentialDraft {
  kind: 'generate' | 'import';
  name: string;
  /** `ed25519`, `ecdsa 384`, `rsa 4096`. */
  strength: string;
  privateKey: string;
  passphrase: string;
  /** Said after a first refusal. */
  acceptWeak: boolean;
  comment: string;
  /** A day, as `2027-03-31`, or empty. */
  expires: string;
  /** Whole days, or empty. */
  rotateEvery: string;
}

/** What can be generated, the best first. */
export const strengths = [
  { value: 'ed25519', label: 'Ed25519', hint: 'Small, fast, and what every OpenSSH since 2014 knows.' },
  { value: 'ecdsa 256', label: 'ECDSA P-256', hint: 'Where a policy asks for a NIST curve.' },
  { value: 'ecdsa 384', label: 'ECDSA P-384', hint: 'Where a policy asks for a NIST curve.' },
  { value: 'ecdsa 521', label: 'ECDSA P-521', hint: 'Where a policy asks for a NIST curve.' },
  { value: 'rsa 4096', label: 'RSA 4096', hint: 'For devices that know nothing newer.' },
  { value: 'rsa 3072', label: 'RSA 3072', hint: 'For devices that know nothing newer.' },
] as const;

export const newCredential: CredentialDraft = {
  kind: 'generate',
  name: '',
  strength: 'ed25519',
  privateKey: '',
  passphrase: '',
  acceptWeak: false,
  comment: '',
  expires: '',
  rotateEvery: '',
};

export function credentialDraftOf(credential: Credential): CredentialDraft {
  const { name, comment, expiresAt, rotateEveryDays } = credential;
  return {
    ...newCredential,
    name,
    comment,
    expires: expiresAt?.slice(0, 10) ?? '',
    rotateEvery: rotateEveryDays === null ? '' : String(rotateEveryDays),
  };
}

export function newCredentialOf(draft: CredentialDraft): NewCredential {
  const shared = { ...termsOf(draft), name: draft.name.trim(), comment: draft.comment.trim() || undefined };
  if (draft.kind === 'import') {
    const { privateKey, passphrase, acceptWeak } = draft;
    const words = { ...(passphrase === '' ? {} : { passphrase }), ...(acceptWeak ? { acceptWeak } : {}) };
    return { ...shared, kind: 'import', privateKey, ...words };
  }
  const [algorithm = '', bits] = draft.strength.split(' ');
  return { ...shared, kind: 'generate', algorithm: algorithm as KeyAlgorithm, ...(bits ? { bits: Number(bits) } : {}) };
}

/** Only what is otherwise than before. */
export function credentialChangesOf(base: Credential, draft: CredentialDraft): CredentialChange {
  const before = credentialDraftOf(base);
  const terms = termsOf(draft);
  return {
    ...(draft.name.trim() === before.name ? {} : { name: draft.name.trim() }),
    ...(draft.comment.trim() === before.comment ? {} : { comment: draft.comment.trim() }),
    ...(draft.expires === before.expires ? {} : { expiresAt: terms.expiresAt }),
    ...(draft.rotateEvery.trim() === before.rotateEvery ? {} : { rotateEveryDays: terms.rotateEveryDays }),
  };
}

function termsOf({ expires, rotateEvery }: CredentialDraft): Pick<Credential, 'expiresAt' | 'rotateEveryDays'> {
  return {
    expiresAt: expires === '' ? null : `${expires}T00:00:00.000Z`,
    rotateEveryDays: rotateEvery.trim() === '' ? null : Number(rotateEvery),
  };
}

/** What is pasted where a private key belongs, as far as one can see without opening it. */
export function pastedFault(text: string): string | null {
  const pasted = text.trim();
  if (pasted === '') return 'Paste the private key, or choose its file.';
  if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(pasted))
    return 'This is a public key. The private one is in the file without .pub.';
  if (pasted.startsWith('---- BEGIN SSH2 PUBLIC KEY') || /^-----BEGIN (RSA )?PUBLIC KEY/.test(pasted))
    return 'This is a public key.';
  if (!/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pasted) && !/^PuTTY-User-Key-File-[23]:/.test(pasted))
    return 'This does not look like a private key: OpenSSH, PEM or PuTTY.';
  return null;
}

export function dayFault(text: string): string | null {
  if (text === '') return null;
  return Number.isNaN(Date.parse(text)) ? 'A day, such as 2027-03-31.' : null;
}

const places: Record<string, keyof CredentialDraft> = {
  name: 'name',
  algorithm: 'strength',
  bits: 'strength',
  privateKey: 'privateKey',
  passphrase: 'passphrase',
  comment: 'comment',
  expiresAt: 'expires',
  rotateEveryDays: 'rotateEvery',
};

/** The field of the form that the server points at. */
export function placeOf(pointer: string): keyof CredentialDraft | undefined {
  return places[pointer.slice(1)];
}
