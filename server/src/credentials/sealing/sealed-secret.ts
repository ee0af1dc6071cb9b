import { opened } from '../../http/sealed.js';
import type { MasterKey } from './master-keys.js';
import { nameOf, type Place } from './place.js';

/** A row of `secrets`, which is sealed for the place that it says to be at. */
export interface SecretRow extends PlaceRow {
  master_key_id: string;
  data_key: Buffer;
  content: Buffer;
}

export interface PlaceRow {
  kind: Place['kind'];
  subject_id: string;
  version: number;
}

export function placeOf({ kind, subject_id: id, version }: PlaceRow): Place {
  return { kind, id, version };
}

/** Undefined when it does not open there. Whoever gets it zeroes it. */
export async function contentOf(
  { data_key: wrapped, content }: Pick<SecretRow, 'data_key' | 'content'>,
  masterKey: MasterKey,
  place: Place,
): Promise<Buffer | undefined> {
  const dataKey = await masterKey.unwrap(wrapped, nameOf(place));
  if (dataKey === undefined) return undefined;
  try {
    return dataKey.length === 32 ? opened(content, dataKey, nameOf(place)) : undefined;
  } finally {
    dataKey.fill(0);
  }
}
