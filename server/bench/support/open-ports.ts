import { createServer } from 'node:net';

/** Listens at `address:port` of each argument line that comes in, says so once all do, and ends with its parent. */
process.stdin.setEncoding('utf8');
const places = await new Promise<string[]>((resolve) => {
  let text = '';
  process.stdin.on('data', (chunk: string) => {
    text += chunk;
    if (text.endsWith('\n\n')) resolve(text.trim().split('\n'));
  });
});
await Promise.all(
  places.map((place) => {
    const [address, port] = place.split(' ');
    const server = createServer((socket) => socket.on('error', () => undefined));
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(Number(port), address, 4_096, resolve);
    });
  }),
);
process.stdout.write('listening\n');
process.stdin.on('end', () => process.exit());
