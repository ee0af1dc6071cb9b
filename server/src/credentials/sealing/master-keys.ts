export const masterKeyProviders = ['local', 'vault'] as const;

export type MasterKeyProvider = (typeof masterKeyProviders)[number];

/** Wraps the keys that secrets are sealed with. It may lie here or elsewhere: nobody asks for its bytes. */
export interface MasterKey {
  /** Says which one it is, and nothing of what it is. */
  readonly id: string;
  readonly provider: MasterKeyProvider;
  /** Bound to the place: moved to another one, it does not unwrap. @throws Unavailable when the key cannot be reached */
  wrap(dataKey: Buffer, place: string): Promise<Buffer>;
  /** Undefined when it was wrapped by another key or for another place, or was altered. @throws Unavailable as above */
  unwrap(wrapped: Buffer, place: string): Promise<Buffer | undefined>;
  /** Whether these bytes could come from `wrap`. */
  couldHaveWrapped(wrapped: Buffer): boolean;
}

/** The master keys that this process has at hand. Which of them wraps new secrets is written in the database. */
export abstract class MasterKeys {
  /** Where a person looks for them, in the middle of a sentence. */
  abstract readonly whereabouts: string;
  /** The one that an installation begins with, and that a rotation leads to. */
  abstract newest(): Promise<MasterKey>;
  /** Looks again where they lie before it says that there is none. */
  abstract find(id: string): Promise<MasterKey | undefined>;
  /** Those beside the newest that a rotation may leave behind. */
  abstract spare(): Promise<string[]>;
  /** Makes a newer one. @throws Conflict when only a person can */
  abstract renewed(): Promise<MasterKey>;
  /** Throws the spare ones away; when only a person can, answers with the sentence that asks for it. */
  abstract discardSpare(): Promise<string | undefined>;
}
