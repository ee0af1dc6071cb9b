import { createServer, type AddressInfo } from 'node:net';

/** Accepts on every address of the machine, and says nothing. */
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.resume();
});
server.listen({ port: 0, host: '0.0.0.0', backlog: 4_096 }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
process.on('SIGTERM', () => process.exit(0));
