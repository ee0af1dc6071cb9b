import { Server, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A machine of the story's own: accepts connections on a port until it goes away, and may come back. */
export class Listener {
  private constructor(
    private server: Server,
    readonly port: number,
    private readonly address: string,
  ) {}

  static async open(address = '127.0.0.1', port = 0): Promise<Listener> {
    const server = accepting();
    await listening(server, port, address);
    return new Listener(server, (server.address() as AddressInfo).port, address);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  async reopen(): Promise<void> {
    this.server = accepting();
    await listening(this.server, this.port, this.address);
  }
}

function accepting(): Server {
  return createServer((socket) => socket.on('error', () => undefined).destroy());
}

function listening(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve());
  });
}
