/** Who does something, and from where. */
export interface Actor {
  type: 'user' | 'token' | 'system';
  id: string | null;
  name: string;
  ip: string | null;
  requestId: string | null;
}

/** What the program does by itself. */
export function systemActor(name: string): Actor {
  return { type: 'system', id: null, name, ip: null, requestId: null };
}
