export type Action =
  | 'search'
  | 'overview'
  | 'servers'
  | 'groups'
  | 'templates'
  | 'tags'
  | 'audit'
  | 'changes'
  | 'next'
  | 'previous'
  | 'select'
  | 'extend'
  | 'open'
  | 'edit'
  | 'check'
  | 'add'
  | 'undo'
  | 'back'
  | 'help'
  | 'palette';

export interface Shortcut {
  /** Keys in order, as `KeyboardEvent.key` has them, separated by a space. */
  keys: string;
  action: Action;
  says: string;
  where: 'Anywhere' | 'In a list' | 'On a server';
}

/** All of them: what is listed on the sheet is what works. */
export const shortcuts: readonly Shortcut[] = [
  { keys: '/', action: 'search', says: 'Search', where: 'Anywhere' },
  { keys: 'Control+k', action: 'palette', says: 'Go to a page or a server', where: 'Anywhere' },
  { keys: 'g o', action: 'overview', says: 'Overview', where: 'Anywhere' },
  { keys: 'g s', action: 'servers', says: 'Servers', where: 'Anywhere' },
  { keys: 'g r', action: 'groups', says: 'Groups', where: 'Anywhere' },
  { keys: 'g p', action: 'templates', says: 'Templates', where: 'Anywhere' },
  { keys: 'g t', action: 'tags', says: 'Tags', where: 'Anywhere' },
  { keys: 'g a', action: 'audit', says: 'Audit', where: 'Anywhere' },
  { keys: 'g c', action: 'changes', says: 'Change sets', where: 'Anywhere' },
  { keys: 'z', action: 'undo', says: 'Undo, while it is offered', where: 'Anywhere' },
  { keys: '?', action: 'help', says: 'This sheet', where: 'Anywhere' },
  { keys: 'Escape', action: 'back', says: 'Close, clear, or go back', where: 'Anywhere' },
  { keys: 'j', action: 'next', says: 'Next row', where: 'In a list' },
  { keys: 'k', action: 'previous', says: 'Previous row', where: 'In a list' },
  { keys: 'x', action: 'select', says: 'Select the row', where: 'In a list' },
  { keys: 'X', action: 'extend', says: 'Select from the last selected to the row', where: 'In a list' },
  { keys: 'Enter', action: 'open', says: 'Open the row', where: 'In a list' },
  { keys: 'a', action: 'add', says: 'Add to the list', where: 'In a list' },
  { keys: 'e', action: 'edit', says: 'Edit the row, or what the page shows', where: 'In a list' },
  { keys: 'c', action: 'check', says: 'Check now', where: 'On a server' },
];

/** After one more key: the action that is complete, or the keys so far of one that may become so. */
export function pressed(pending: string, key: string): { pending: string; action: Action | null } {
  const keys = pending ? `${pending} ${key}` : key;
  const complete = shortcuts.find((shortcut) => shortcut.keys === keys);
  if (complete) return { pending: '', action: complete.action };
  if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${keys} `))) return { pending: keys, action: null };
  return pending ? pressed('', key) : { pending: '', action: null };
}

/** The name of a key press in the form of the table. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return `Control+${event.key.toLowerCase()}`;
  return event.key;
}
