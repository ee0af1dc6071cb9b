/** How fresh what is on the screen can be. Each form is a claim that has to be true. */
export type Connection =
  | { form: 'connecting' }
  /** Subscribed, and something was heard this long ago. */
  | { form: 'live'; heardAgoMs: number }
  /** The socket is not there; the server answers when it is asked. */
  | { form: 'polling'; everySeconds: number }
  /** Neither; the last sign of life came then. */
  | { form: 'offline'; since: number };

/** All that is known about reaching the server. Times are milliseconds since 1970. */
export interface Contact {
  readonly socket: 'down' | 'up';
  /** Whether every subscription of this page was acknowledged on this socket. */
  readonly subscribed: boolean;
  /** The last packet on the socket, a ping included. */
  readonly heardAt: number | null;
  /** The last answer to a request, a refusal included. */
  readonly answeredAt: number | null;
  /** The last request that nobody answered. */
  readonly failedAt: number | null;
  readonly startedAt: number;
}

export type ContactEvent =
  | { type: 'up' | 'down' | 'heard' | 'answered' | 'failed'; at: number }
  | { type: 'subscribed'; all: boolean; at: number };

export const pollSeconds = 15;

/** The server pings every 25 s; a socket that is silent for longer is not believed. */
const silenceMs = 32_000;

/** Two polls that did not come back. */
const unansweredMs = 2 * pollSeconds * 1000 + 4_000;

export function noContact(startedAt: number): Contact {
  return { socket: 'down', subscribed: false, heardAt: null, answeredAt: null, failedAt: null, startedAt };
}

/** What is known after one more event. */
export function after(contact: Contact, event: ContactEvent): Contact {
  switch (event.type) {
    case 'up':
      return { ...contact, socket: 'up', subscribed: false, heardAt: event.at };
    case 'down':
      return { ...contact, socket: 'down', subscribed: false };
    case 'heard':
      return { ...contact, heardAt: event.at };
    case 'answered':
      return { ...contact, answeredAt: event.at };
    case 'failed':
      return { ...contact, failedAt: event.at };
    case 'subscribed':
      return { ...contact, subscribed: event.all };
  }
}

/** What may be claimed now. */
export function connectionOf(contact: Contact, now: number): Connection {
  const { socket, subscribed, heardAt, answeredAt, failedAt, startedAt } = contact;
  const contradicted = failedAt !== null && heardAt !== null && failedAt > heardAt && failedAt > (answeredAt ?? 0);
  if (socket === 'up' && subscribed && heardAt !== null && now - heardAt < silenceMs && !contradicted) {
    return { form: 'live', heardAgoMs: Math.max(0, now - heardAt) };
  }
  if (answeredAt !== null && now - answeredAt < unansweredMs && (failedAt === null || failedAt < answeredAt)) {
    return { form: 'polling', everySeconds: pollSeconds };
  }
  const lastSign = Math.max(heardAt ?? 0, answeredAt ?? 0);
  if (failedAt === null && lastSign === 0 && now - startedAt < unansweredMs) return { form: 'connecting' };
  return { form: 'offline', since: lastSign || startedAt };
}
