import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A machine of the test's own: a listener that counts who calls, and can go away and come back on its port. */
export class Listener {
  calls = 0;
  private readonly sockets = new Set<Socket>();
  private constructor(
    private server: Server,
    readonly port: number,
  ) {}

  static async open(): Promise<Listener> {
    const server = createServer();
    await listen(server, 0);
    const listener = new Listener(server, (server.address() as AddressInfo).port);
    listener.count(server);
    return listener;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async reopen(): Promise<void> {
    this.server = createServer();
    this.count(this.server);
    await listen(this.server, this.port);
  }

  private count(server: Server): void {
    server.on('connection', (socket) => {
      this.calls++;
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
      socket.resume();
    });
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
