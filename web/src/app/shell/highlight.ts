/** A query as it is shown while one types: field names stand out. Together the pieces are the query, unchanged. */
export interface Piece {
  text: string;
  isField: boolean;
}

export function piecesOf(q: string): Piece[] {
  const pieces: Piece[] = [];
  const push = (text: string, isField: boolean) => text && pieces.push({ text, isField });
  let end = 0;
  for (const match of q.matchAll(/(?<=^|[\s(])-?[a-zA-Z][\w.]*:/g)) {
    push(q.slice(end, match.index), false);
    push(match[0], true);
    end = match.index + match[0].length;
  }
  push(q.slice(end), false);
  return pieces;
}
