import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { within } from './deadline.js';
import { Dialler, isDialled } from './dialler.js';
import { ProbePolicy } from './policy.js';

const server = createServer((socket) => socket.on('error', () => undefined));
let port: number;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Nothing is heard meanwhile, and no timer called. */
function busy(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

/** Where input and output are heard: the timers come next. */
async function atInput(): Promise<Socket> {
  const accepted = once(server, 'connection');
  const socket = connect(port, '127.0.0.1');
  const [peer] = (await accepted) as [Socket];
  peer.write('x');
  await once(socket, 'data');
  peer.write('y');
  return socket;
}

test('what came in time is heard, however late this process gets to it', async () => {
  const socket = await atInput();
  const heard = within(
    20,
    { name: 'test' },
    () => once(socket, 'data'),
    () => socket.destroy(),
  );
  busy(60);
  expect(await heard).toEqual([Buffer.from('y')]);
});

test('a connection that was made in time is one, however late this process gets to it', async () => {
  const socket = await atInput();
  const dialler = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8'], deny: [] }));
  const dialling = dialler.dial('127.0.0.1', port, 20);
  busy(60);
  const dialled = await dialling;
  socket.destroy();
  if (isDialled(dialled)) dialled.socket.destroy();
  expect(dialled).toMatchObject({ address: '127.0.0.1' });
});

test('a connection remembers nothing of its dialling, so that it can be let go of as soon as it is over', async () => {
  const dialler = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8'], deny: [] }));
  const [one, other] = await Promise.all([1, 2].map(() => dialler.dial('127.0.0.1', port, 1_000)));
  if (!one || !other || !isDialled(one) || !isDialled(other)) throw new Error('not dialled');
  const listeners = [one, other].map(({ socket }) => [socket.listeners('timeout'), socket.listeners('error')]);
  for (const { socket } of [one, other]) socket.destroy();
  expect(listeners[0]?.map(({ length }) => length)).toEqual([0, 1]);
  expect(listeners[0]?.[1]?.[0]).toBe(listeners[1]?.[1]?.[0]);
});
