import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../fleet.js';
import { sparePort } from '../redis.js';
import type { Issued } from './certificates.js';

/** nginx as Debian has it, in the foreground, with files of its own. */
export class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
    readonly tlsPort: number,
  ) {}

  /** `locations`: the inside of a `server` block; `{port}` and `{tlsPort}` are filled in. */
  static async start(certificate: Issued, locations: string): Promise<Nginx> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-nginx-'));
    mkdirSync(join(directory, 'logs'));
    const [port, tlsPort] = [await sparePort(), await sparePort()];
    const filled = locations.replaceAll('{port}', String(port)).replaceAll('{tlsPort}', String(tlsPort));
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${directory}/${name};`,
    );
    writeFileSync(
      join(directory, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${directory}/pid; error_log ${directory}/logs/error.log;
       events { worker_connections 256; }
       http { ${paths.join(' ')} access_log off; default_type text/plain;
         server { listen 127.0.0.1:${port}; ${filled} }
         server { listen 127.0.0.1:${tlsPort} ssl http2; ssl_certificate ${certificate.chainFile}; ssl_certificate_key ${certificate.keyFile}; ${filled} } }`,
    );
    const child = spawn('nginx', ['-c', join(directory, 'nginx.conf'), '-p', directory], { stdio: 'ignore' });
    process.once('exit', () => child.kill('SIGKILL'));
    await until(() => answers(port));
    return new Nginx(child, directory, port, tlsPort);
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Whether somebody listens there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
