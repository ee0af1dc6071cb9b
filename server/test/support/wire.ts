import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** A wire to a database or a Redis of a test: it can be cut and mended, and go dead while it still hangs together. */
export class Wire {
  private readonly ends = new Set<Socket>();
  private readonly lost = new Set<Socket>();
  private isDead = false;

  private constructor(
    private server: Server,
    private readonly target: NetConnectOpts,
    readonly port: number,
  ) {
    this.carry(server);
  }

  static async to(target: NetConnectOpts): Promise<Wire> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wire(server, target, (server.address() as AddressInfo).port);
  }

  /** To a database on a Unix socket, as tests have theirs, and the URL that goes through it. */
  static async toDatabase(databaseUrl: string): Promise<{ wire: Wire; url: string }> {
    // `postgres://user:password@/database?host=/directory` has no host, which URLs must have.
    const { username, password, pathname, searchParams } = new URL(databaseUrl.replace('@/', '@localhost/'));
    const wire = await Wire.to({ path: join(searchParams.get('host') ?? '', '.s.PGSQL.5432') });
    return { wire, url: `postgres://${username}:${password}@127.0.0.1:${wire.port}${pathname}` };
  }

  /** Whoever speaks is interrupted, and nobody gets through. */
  async cut(): Promise<void> {
    this.server.close();
    for (const end of [...this.ends, ...this.lost]) end.destroy();
    await once(this.server, 'close');
  }

  async mend(): Promise<void> {
    this.server = createServer().listen(this.port, '127.0.0.1');
    this.carry(this.server);
    await once(this.server, 'listening');
  }

  /** Nothing gets through in either direction, and nobody is told. */
  freeze(): void {
    this.isDead = true;
    for (const end of this.ends) end.pause();
  }

  thaw(): void {
    this.isDead = false;
    for (const end of this.ends) end.resume();
  }

  /** The machine at the other end vanishes without a word, and another takes its place: only who comes anew gets through. */
  replaceFarEnd(): void {
    for (const end of this.ends) this.lost.add(end.pause());
    this.ends.clear();
  }

  private carry(server: Server): void {
    server.on('connection', (near) => {
      const far = connect(this.target);
      for (const [end, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.ends.add(end);
        end.on('data', (bytes) => other.write(bytes));
        end.on('error', () => undefined);
        end.on('close', () => {
          this.ends.delete(end);
          other.destroy();
        });
        if (this.isDead) end.pause();
      }
    });
  }
}
