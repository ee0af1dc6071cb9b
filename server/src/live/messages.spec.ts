import type { Change } from '../database/feed.js';
import { heardBy, messagesOf } from './messages.js';

const at = new Date('2026-11-23T12:00:00Z');

/** `h1 s2`: a health change of server 1 at position 1, a declared change of server 2 at position 2. */
function changes(notation: string): Change[] {
  return notation.split(' ').map((word, index) => {
    const type = word.startsWith('h') ? 'health.changed' : 'server.changed';
    return {
      position: index + 1,
      type,
      at,
      serverId: word.slice(1),
      version: 1,
      data: { hostname: `web-${word.slice(1)}`, status: 'healthy', since: at.toISOString() },
    };
  });
}

const told = (notation: string) =>
  messagesOf(changes(notation), new Map()).map(({ event, cursor, ids }) => `${event}:${ids.join('+')}@${cursor}`);

test.each([
  ['health changes in a row are one message', 'h1 h2 h3', ['health:1+2+3@3']],
  ['a server stands once', 'h1 h2 h1', ['health:1+2@3']],
  ['declared changes keep their place', 'h1 s1 h2', ['health:1@1', 'server:1@2', 'health:2@3']],
  ['each declared change is its own message', 's1 s1', ['server:1@1', 'server:1@2']],
])('%s', (_, notation, messages) => {
  expect(told(notation)).toEqual(messages);
});

test('what is known now stands beside what the change says', () => {
  const [message] = messagesOf(changes('h1'), new Map([['1', { latencyMs: 4, status: 'stale news' }]]));
  expect(message?.body.changes).toEqual([expect.objectContaining({ id: '1', latencyMs: 4, status: 'healthy' })]);
});

test('a message is cut down to the servers that somebody wants', () => {
  const [message] = messagesOf(changes('h1 h2 h3'), new Map());
  expect(message && heardBy(message, (id) => id === '2')).toMatchObject({
    ids: ['2'],
    cursor: 3,
    body: { changes: [{ id: '2' }] },
  });
  expect(message && heardBy(message, () => false)).toBeUndefined();
});
