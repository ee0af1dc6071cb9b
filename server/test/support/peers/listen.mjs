import { createServer } from 'node:net';

/** Listens at each `address:port` of its arguments, says so once all do, and ends with its standard input. */
await Promise.all(
  process.argv.slice(2).map((place) => {
    const [host, port] = place.split(':');
    const server = createServer((socket) => socket.on('error', () => undefined));
    return new Promise((resolve) => server.listen({ host, port: Number(port) }, () => resolve()));
  }),
);
console.log('listening');
process.stdin.resume().on('end', () => process.exit());
