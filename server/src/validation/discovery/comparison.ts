/** What a host showed that can be compared. */
export interface Shown {
  openPorts: readonly number[];
  hostKey: string | null;
}

/** What is otherwise than before. `before` and `after` are fingerprints. */
export type Change =
  | { what: 'port-opened' | 'port-closed'; port: number }
  | { what: 'host-key'; before: string; after: string }
  | { what: 'silent' };

export const matches = ['new', 'known', 'changed', 'missing'] as const;
export type Match = (typeof matches)[number];

interface Asked {
  before: ReadonlySet<number>;
  now: ReadonlySet<number>;
}

/** A port counts only when both asked it; a key only when both saw one, since a scan may have failed to ask. */
export function changesSince(before: Shown, now: Shown, asked: Asked): Change[] {
  const isComparable = (port: number) => asked.before.has(port) && asked.now.has(port);
  const opened = now.openPorts.filter((port) => isComparable(port) && !before.openPorts.includes(port));
  const closed = before.openPorts.filter((port) => isComparable(port) && !now.openPorts.includes(port));
  const isOtherKey = before.hostKey !== null && now.hostKey !== null && before.hostKey !== now.hostKey;
  return [
    ...opened.map((port): Change => ({ what: 'port-opened', port })),
    ...closed.map((port): Change => ({ what: 'port-closed', port })),
    ...(isOtherKey ? [{ what: 'host-key', before: before.hostKey ?? '', after: now.hostKey ?? '' } as const] : []),
  ];
}

/** Of somebody who answered. */
export function matchOf(changes: readonly Change[], isRegistered: boolean): Exclude<Match, 'missing'> {
  if (changes.length > 0) return 'changed';
  return isRegistered ? 'known' : 'new';
}
