import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** A wire to a database of a test: it can be cut and mended, and go dead while it still hangs together. */
export class Wire {
  private readonly ends = new Set<Socket>();
  private isDead = false;

  private constructor(
    private server: Server,
    private readonly port: number,
    private readonly socketPath: string,
    private readonly login: string,
  ) {
    this.carry(server);
  }

  /** To a database on a Unix socket, as tests have theirs. */
  static async to(databaseUrl: string): Promise<Wire> {
    const { username, password, pathname, directory } = partsOf(databaseUrl);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const login = `${username}:${password}@127.0.0.1:${port}${pathname}`;
    return new Wire(server, port, join(directory, '.s.PGSQL.5432'), login);
  }

  get url(): string {
    return `postgres://${this.login}`;
  }

  /** Whoever speaks is interrupted, and nobody gets through. */
  async cut(): Promise<void> {
    this.server.close();
    for (const end of this.ends) end.destroy();
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

  private carry(server: Server): void {
    server.on('connection', (near) => {
      const far = connect(this.socketPath);
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

/** `postgres://user:password@/database?host=/directory` has no host, which URLs must have. */
function partsOf(databaseUrl: string): { username: string; password: string; pathname: string; directory: string } {
  const { username, password, pathname, searchParams } = new URL(databaseUrl.replace('@/', '@localhost/'));
  return { username, password, pathname, directory: searchParams.get('host') ?? '' };
}
