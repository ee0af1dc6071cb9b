/** How far a subscription has been heard. */
export interface Position {
  readonly seq: number;
  /** Where the feed stood then; what to resume from. */
  readonly cursor: string;
}

export type Verdict =
  | { kind: 'next'; position: Position }
  /** One or more are missing; resume from the position that was reached. */
  | { kind: 'gap' }
  /** Heard before. */
  | { kind: 'again' };

/** What to make of a message that carries its number: they come as 1, 2, 3 …, so a hole shows. */
export function verdictOn(position: Position, message: { seq: number; cursor: string }): Verdict {
  if (message.seq <= position.seq) return { kind: 'again' };
  if (message.seq > position.seq + 1) return { kind: 'gap' };
  return { kind: 'next', position: { seq: message.seq, cursor: message.cursor } };
}
