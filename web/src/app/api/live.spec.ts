import { TestBed } from '@angular/core/testing';
import { FakeSocket } from '../../test/fake-socket';
import { ContactStore } from './contact-store';
import { Interest, Live, News } from './live';
import { LiveSocket } from './live-socket';

let socket: FakeSocket;
let live: Live;
let contact: ContactStore;

beforeEach(() => {
  socket = new FakeSocket();
  TestBed.configureTestingModule({ providers: [{ provide: LiveSocket, useValue: socket }] });
  contact = TestBed.inject(ContactStore);
  live = TestBed.inject(Live);
});

/** What is heard, in short: `resync`, `health 1`. */
function listening(interest: Interest = { q: '' }) {
  const heard: string[] = [];
  const subscription = live.hear(interest).subscribe((news: News) => {
    heard.push('seq' in news ? `${news.kind} ${news.seq}` : news.kind);
  });
  return { heard, stop: () => subscription.unsubscribe() };
}

function questions(): string[] {
  return socket.asked.map(({ name, body }) => `${name} ${JSON.stringify(body)}`);
}

test('who begins to listen is told to fetch, because the first fetch may be older', () => {
  socket.up();
  expect(listening().heard).toEqual(['resync']);
});

test('a page that listens before the socket is there is subscribed when it comes', () => {
  const { heard } = listening({ overview: true });
  expect(questions()).toEqual([]);
  socket.up();
  expect(questions()).toEqual(['subscribe {"overview":true}']);
  expect(heard).toEqual(['resync']);
});

test('messages arrive in order, each once', () => {
  socket.up();
  const { heard } = listening();
  socket.say('health', 'q', { changes: [] }, 1);
  socket.say('health', 'q', { changes: [] }, 1);
  socket.say('server', 'q', { id: 'a', type: 'server.changed', version: 2 }, 2);
  expect(heard).toEqual(['resync', 'health 1', 'server 2']);
});

test('after a hole it resumes from where it was', () => {
  socket.up();
  const { heard } = listening({ q: 'web' });
  socket.say('health', 'q', { changes: [] }, 1);
  socket.say('health', 'q', { changes: [] }, 3);
  expect(heard).toEqual(['resync', 'health 1']);
  expect(questions().at(-1)).toBe('resume {"q":"web","cursor":"c1"}');
  expect(socket.told).toEqual(['unsubscribe s1']);
  socket.say('health', 'q', { changes: [] }, 1);
  expect(heard).toEqual(['resync', 'health 1', 'health 1']);
});

test('after a reconnect it resumes, and is not told to fetch when the server knows what was missed', () => {
  socket.up();
  const { heard } = listening();
  socket.say('health', 'q', { changes: [] }, 1);
  socket.down();
  socket.up();
  expect(questions().at(-1)).toBe('resume {"q":"","cursor":"c1"}');
  expect(heard).toEqual(['resync', 'health 1']);
});

test('when the server no longer knows, it says so, and counts anew', () => {
  socket.up();
  const { heard } = listening();
  socket.say('health', 'q', { changes: [] }, 1);
  socket.say('resync', 'q', { reason: 'too-old' });
  socket.say('health', 'q', { changes: [] }, 1);
  expect(heard).toEqual(['resync', 'health 1', 'resync', 'health 1']);
});

test('a cursor that is refused is not the end', () => {
  socket.up();
  const { heard } = listening();
  const { answer } = socket;
  socket.answer = (asked) => (asked.name === 'resume' ? { ok: false, problem: { status: 400 } } : answer(asked));
  socket.down();
  socket.up();
  expect(questions().slice(-2)).toEqual([expect.stringMatching(/^resume/), 'subscribe {"q":""}']);
  expect(heard).toEqual(['resync', 'resync']);
});

test('observations are heard as they come, without a number', () => {
  socket.up();
  const { heard } = listening({ ids: ['a'] });
  socket.say('observed', 'ids', { items: [], seq: undefined });
  socket.say('observed', 'ids', { items: [], seq: undefined });
  expect(heard.map((each) => each.split(' ')[0])).toEqual(['resync', 'observed', 'observed']);
});

test('who stops listening is unsubscribed', () => {
  socket.up();
  const { stop, heard } = listening();
  stop();
  expect(socket.told).toEqual(['unsubscribe s1']);
  socket.say('health', 'q', { changes: [] }, 1);
  expect(heard).toEqual(['resync']);
});

describe('the badge', () => {
  test('is live only while everything that is listened for is subscribed', () => {
    listening();
    socket.up();
    expect(contact.connection().form).toBe('live');
    socket.answer = () => ({ ok: false, problem: { status: 503 } });
    listening({ overview: true });
    contact.note('answered');
    expect(contact.connection().form).toBe('polling');
  });

  test('is not blamed for a query that makes no sense', () => {
    socket.up();
    socket.answer = () => ({ ok: false, problem: { status: 400 } });
    listening({ q: 'helth:x' });
    expect(contact.connection().form).toBe('live');
  });
});
