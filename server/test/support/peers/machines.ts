import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import ssh2 from 'ssh2';
import type { Issued } from './certificates.js';

/** Machines of a test's own: listeners on addresses of 127.0.0.0/8, each closed by itself or all together. */
export class Machines {
  private readonly open = new Map<string, () => Promise<void>>();

  /** Greets whoever calls, if it has something to say. */
  listen(address: string, port: number, greeting = ''): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume();
      if (greeting) socket.write(greeting);
    });
    return this.opened(address, port, server);
  }

  tls(address: string, port: number, { key, chain }: Issued): Promise<void> {
    const server = createTlsServer({ key, cert: chain }, (socket) => {
      socket.on('error', () => undefined);
      socket.resume();
    });
    server.on('tlsClientError', () => undefined);
    return this.opened(address, port, server);
  }

  /** A real SSH server with a key of its own, or with the one given. */
  ssh(address: string, port: number, key = newHostKey()): Promise<void> {
    const server = new ssh2.Server({ hostKeys: [key], ident: 'OpenSSH_9.2p1 Debian-2+deb12u3' }, (client) => {
      client.on('error', () => undefined);
    });
    const outer = createServer((socket) => {
      socket.on('error', () => undefined);
      server.injectSocket(socket);
    });
    return this.opened(address, port, outer);
  }

  async close(address: string, port: number): Promise<void> {
    await this.open.get(`${address}:${port}`)?.();
    this.open.delete(`${address}:${port}`);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.open.values()].map((close) => close()));
    this.open.clear();
  }

  private async opened(address: string, port: number, server: Server): Promise<void> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, resolve);
    });
    this.open.set(`${address}:${port}`, async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
  }
}

export function newHostKey(): string {
  return ssh2.utils.generateKeyPairSync('ed25519').private;
}
