import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';

/** An SSH server that lets in whoever has a key, and answers every command with the same text. */
export class Teller {
  private constructor(
    private readonly server: ssh2.Server,
    readonly port: number,
    /** What it answers from now on. */
    public says: string,
  ) {}

  static async open(says: string): Promise<Teller> {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    const hostKey = privateKey.export({ format: 'pem', type: 'pkcs1' });
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on('error', () => undefined);
      client.on('authentication', (login) =>
        login.method === 'publickey' ? login.accept() : login.reject(['publickey']),
      );
      client.on('session', (accept) => {
        accept().on('exec', (acceptExec) => {
          const channel = acceptExec();
          channel.resume();
          channel.write(teller.says);
          channel.exit(0);
          channel.end();
        });
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const teller = new Teller(server, (server.address() as AddressInfo).port, says);
    return teller;
  }

  close(): void {
    this.server.close();
  }
}
