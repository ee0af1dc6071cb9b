/** By which credential to log in to a server whose lines of another one are to be taken away. */
export interface WayIn {
  credentialId: string;
  /** There is no other: once it is gone, nobody is known to come in. */
  isLast: boolean;
}

interface Known {
  /** What the request says. */
  via: string | null;
  /** What the inventory says. */
  declared: string | null;
  /** Whose keys the server accepted when they were placed, the newest first. */
  placed: readonly string[];
}

/** Any other way but the one that is taken away, since using it proves that it is there. */
export function wayIn(credentialId: string, { via, declared, placed }: Known): WayIn {
  const other = [via, declared, ...placed].find((each) => each !== null && each !== credentialId);
  return other ? { credentialId: other, isLast: false } : { credentialId, isLast: true };
}
