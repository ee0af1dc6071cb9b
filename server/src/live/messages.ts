import type { Change } from '../database/feed.js';

/** A message before it is numbered for a subscription. `cursor` is the position up to which it tells everything. */
export interface Message {
  event: 'health' | 'server';
  cursor: number;
  ids: string[];
  body: Record<string, unknown>;
}

/** What is known of a server right now, beside what a change says. */
export type Details = ReadonlyMap<string, Record<string, unknown>>;

/**
 * Changes as messages, in order. Health changes that follow each other become one message, in which a server stands once, as
 * it was last: who was away for a moment wants to know how it is, not how it got there.
 */
export function messagesOf(changes: Change[], details: Details): Message[] {
  const messages: Message[] = [];
  let run: Change[] = [];
  const closeRun = () => {
    const last = run.at(-1);
    if (last) messages.push(healthMessage(run, last, details));
    run = [];
  };
  for (const change of changes) {
    if (change.type === 'health.changed') {
      run.push(change);
      continue;
    }
    closeRun();
    messages.push(serverMessage(change));
  }
  closeRun();
  return messages;
}

function healthMessage(run: Change[], last: Change, details: Details): Message {
  const latest = new Map(run.map((change) => [change.serverId, change]));
  return {
    event: 'health',
    cursor: last.position,
    ids: [...latest.keys()],
    body: { at: last.at.toISOString(), changes: [...latest.values()].map((change) => healthChange(change, details)) },
  };
}

function healthChange({ serverId, data }: Change, details: Details): Record<string, unknown> {
  const { hostname, status, since, reason, flapping, suppressedBy, inMaintenance } = data;
  return {
    ...details.get(serverId),
    id: serverId,
    hostname,
    status,
    since: new Date(since as string).toISOString(),
    reason,
    flapping,
    suppressedBy,
    inMaintenance,
  };
}

function serverMessage({ position, at, serverId, type, version, data }: Change): Message {
  return {
    event: 'server',
    cursor: position,
    ids: [serverId],
    body: { at: at.toISOString(), id: serverId, type, version, hostname: data.hostname },
  };
}

/** The message as somebody hears it who only wants some servers; undefined when it has none of them. */
export function heardBy(message: Message, wants: (id: string) => boolean): Message | undefined {
  const ids = message.ids.filter(wants);
  if (ids.length === message.ids.length) return message;
  if (ids.length === 0) return undefined;
  const changes = (message.body.changes as { id: string }[]).filter(({ id }) => wants(id));
  return { ...message, ids, body: { ...message.body, changes } };
}
