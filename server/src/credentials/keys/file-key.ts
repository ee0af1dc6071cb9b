import type { KeyObject } from 'node:crypto';

/** A private key as a file holds it, not yet judged. */
export interface FileKey {
  key: KeyObject;
  /** The public part that the file states beside it, in the wire's form. */
  publicBlob?: Buffer;
  comment: string;
}
