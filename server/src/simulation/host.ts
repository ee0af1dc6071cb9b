import { createServer, type Server, type Socket } from 'node:net';
import { up, type Behaviour } from './behaviour.js';
import { ports, type ServiceName } from './catalogue.js';
import type { SimulatedServer } from './fleet.js';
import type { PageOwner, Pages } from './pages.js';

/** One simulated server on the network: real listeners on an address of its own. */
export class SimulatedHost implements PageOwner {
  readonly hostname: string;
  readonly usualMs: number;
  private readonly address: string;
  private readonly listeners: readonly { service: ServiceName; listener: Server }[];
  private readonly sockets = new Set<Socket>();
  private current: Behaviour = up;
  /** Changes of behaviour happen one after the other, however fast they come. */
  private settled: Promise<void> = Promise.resolve();

  constructor(
    server: SimulatedServer,
    private readonly pages: Pages,
  ) {
    this.hostname = server.registration.hostname;
    this.address = server.registration.ipAddress;
    this.usualMs = server.usualMs;
    this.listeners = server.services.map((service) => {
      return { service, listener: createServer((socket) => this.accepted(service, socket)) };
    });
  }

  get behaviour(): Behaviour {
    return this.current;
  }

  /** Resolves when a client sees it; rejects when an address cannot be listened on. */
  behave(behaviour: Behaviour): Promise<void> {
    const change = this.settled.then(() => this.change(behaviour));
    this.settled = change.catch(() => undefined);
    return change;
  }

  private async change(behaviour: Behaviour): Promise<void> {
    this.current = behaviour;
    const isDown = behaviour.kind === 'down';
    await Promise.all(
      this.listeners.map(async ({ service, listener }) => {
        if (isDown && listener.listening) await closed(listener, this.sockets);
        if (!isDown && !listener.listening) await listening(listener, ports[service], this.address);
      }),
    );
  }

  private accepted(service: ServiceName, socket: Socket): void {
    this.sockets.add(socket);
    // A prober leaves with a reset; that is no fault of ours.
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    if (this.current.kind === 'hang') return void socket.resume();
    if (service === 'http') this.pages.serve(socket);
    else if (service === 'https') this.pages.serveSecure(socket, this.current);
    else {
      socket.setTimeout(idleMs, () => socket.destroy()).resume();
      if (service === 'ssh') socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n');
    }
  }
}

const idleMs = 30_000;

function listening(listener: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject).listen({ port, host, exclusive: true }, () => {
      listener.off('error', reject);
      resolve();
    });
  });
}

/** A listener closes only after its connections. */
function closed(listener: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    listener.close(() => resolve());
    for (const socket of sockets) socket.resetAndDestroy();
  });
}
