import type { PhaseName } from './phases.js';

/** What the SSH library says of an end: `level` is the layer at which it happened, `code` an errno or the peer's own number. */
export interface Ending {
  message: string;
  level?: string;
  code?: string | number;
}

/** What was known when it ended. */
export interface Attempt {
  phase: PhaseName;
  user: string;
  /** The names of the keys that were offered. */
  offered: readonly string[];
  /** The methods with which the server would go on; null while it has not said. */
  methods: readonly string[] | null;
  /** It took a key, and wants more than that. */
  isPartial: boolean;
  /** What it said before it said that it is SSH; null once it has. */
  said: string | null;
  timeoutMs: number;
}

export interface Refusal {
  code: string;
  message: string;
}

/** Why a login ended, in the words of somebody who has to mend it. */
export function refusalOf(ending: Ending, attempt: Attempt): Refusal {
  if (ending.code === 'ETIMEDOUT') return late(attempt);
  if (attempt.phase === 'kex') return unmet(ending, attempt);
  if (ending.level === 'client-authentication') return unknown(attempt);
  if (/too many authentication failures/i.test(ending.message)) {
    return {
      code: 'too-many-tries',
      message: `${attempt.user} was refused with ${listed(attempt.offered)}, and the server hung up before any other was tried (MaxAuthTries)`,
    };
  }
  const during = attempt.phase === 'auth' ? `while ${attempt.user} logged in` : 'before anybody could log in';
  return { code: 'closed', message: `the server closed the connection ${during}${reasonOf(ending)}` };
}

function late({ phase, said, timeoutMs }: Attempt): Refusal {
  const what = {
    tcp: 'connect',
    kex: said === null ? 'key exchange' : 'it accepted the connection, and did not say that it is SSH',
    hostKey: 'host key',
    auth: 'authentication',
    command: 'command',
  }[phase];
  return { code: 'timeout', message: `no answer within ${Math.round(timeoutMs)} ms (${what})` };
}

function unmet(ending: Ending, { said }: Attempt): Refusal {
  if (said === null) {
    const code = ending.message.includes('no matching') ? 'no-common-algorithm' : 'kex';
    const message =
      code === 'kex'
        ? `the key exchange failed${reasonOf(ending) || ': the server closed the connection'}`
        : `there is no algorithm in common: ${ending.message.replace(/^Handshake failed: /, '')}`;
    return { code, message };
  }
  if (said.startsWith('Exceeded MaxStartups') || said.startsWith('Not allowed at this time'))
    return { code: 'busy', message: `the server has too many logins going on (it said "${said}")` };
  if (said !== '') return { code: 'not-ssh', message: `what answers is not SSH: "${said}"` };
  return {
    code: 'closed',
    message: 'the server closed the connection before it said who it is (a firewall, MaxStartups, or no SSH)',
  };
}

const looksTheSame = 'an account that does not exist, is locked or expired looks the same';

function unknown({ user, offered, methods, isPartial }: Attempt): Refusal {
  const others = (methods ?? []).filter((method) => method !== 'publickey');
  if (isPartial) {
    return {
      code: 'auth-more',
      message: `${offered.at(-1) ?? 'a key'} was accepted, but the server also wants ${listed(methods ?? [])}`,
    };
  }
  if (methods !== null && !methods.includes('publickey'))
    return { code: 'auth-method', message: `the server accepts only ${listed(others)}, and no keys` };
  if (offered.length === 0) return { code: 'no-key', message: `there is no key to log in with as ${user}` };
  const offer = others.length > 0 ? `; it would also accept ${listed(others)}` : '';
  return { code: 'auth', message: `${user} was refused with ${listed(offered)}${offer} (${looksTheSame})` };
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(' and ') : 'nothing';
}

/** What the peer said of it, if it did: text of its own, cut and cleaned. */
function reasonOf({ message }: Ending): string {
  const said = message.replace(/[^\x20-\x7e]/g, '.').slice(0, 200);
  return said === '' ? '' : `: ${said}`;
}
