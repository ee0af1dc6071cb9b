/** Whose secret it is. What is sealed for one place does not open at another. */
export interface Place {
  kind: 'credential' | 'authority';
  id: string;
  version: number;
}

/** What a seal is bound to, and how people read it. */
export function nameOf({ kind, id, version }: Place): string {
  return `${kind} ${id} version ${version}`;
}
