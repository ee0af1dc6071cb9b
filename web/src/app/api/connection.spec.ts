import { Contact, ContactEvent, after, connectionOf, noContact } from './connection';

const start = Date.parse('2026-11-23T15:00:00Z');

/** `u`p, `d`own, `h`eard, `a`nswered, `f`ailed, `s`ubscribed, each so many seconds after the start. */
function played(events: string): Contact {
  const types = { u: 'up', d: 'down', h: 'heard', a: 'answered', f: 'failed' } as const;
  return events
    .split(' ')
    .filter((event) => event !== '')
    .map((event): ContactEvent => {
      const at = start + Number(event.slice(1)) * 1000;
      if (event.startsWith('s')) return { type: 'subscribed', all: true, at };
      return { type: types[event.charAt(0) as keyof typeof types], at };
    })
    .reduce(after, noContact(start));
}

function said(events: string, atSecond: number): string {
  const connection = connectionOf(played(events), start + atSecond * 1000);
  switch (connection.form) {
    case 'live':
      return `live ${connection.heardAgoMs / 1000}`;
    case 'offline':
      return `offline ${(connection.since - start) / 1000}`;
    default:
      return connection.form;
  }
}

test.each([
  ['before anything is known nothing is claimed', '', 1, 'connecting'],
  ['an answer without a socket is polling', 'a1', 2, 'polling'],
  ['a socket that has not subscribed yet is not live', 'a1 u2', 3, 'polling'],
  ['a socket with its subscriptions is live', 'a1 u2 s3', 5, 'live 3'],
  ['the age is that of the last packet', 'a1 u2 s3 h9', 10, 'live 1'],
  ['a socket that is silent for longer than a ping is not believed', 'a1 u2 s3 a30', 40, 'polling'],
  ['nor is it when nothing answers either', 'a1 u2 s3', 60, 'offline 2'],
  ['a request that fails after the last packet contradicts the socket', 'a1 u2 s3 f9', 10, 'offline 2'],
  ['a packet after the failure restores the trust', 'a1 u2 s3 f9 h10', 11, 'live 1'],
  ['an answer after the failure does too', 'a1 u2 s3 f9 a10', 11, 'live 9'],
  ['a lost socket is polling while requests are answered', 'a1 u2 s3 d9 a9', 10, 'polling'],
  ['a lost socket and a failed request is offline since the last sign', 'a1 u2 s3 h8 d9 f9', 20, 'offline 8'],
  ['polls that do not come back are offline', 'a1', 60, 'offline 1'],
  ['a first request that fails is offline since the start', 'f1', 2, 'offline 0'],
  ['back after a while: polling first', 'a1 f20 a40', 41, 'polling'],
  ['then live again', 'a1 f20 a40 u41 s42', 42, 'live 1'],
  ['a reconnected socket has to subscribe anew', 'a1 u2 s3 d9 u12 a12', 13, 'polling'],
])('%s', (_, events, at, expected) => expect(said(events, at)).toBe(expected));
