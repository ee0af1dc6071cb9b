/** One Compose project, whatever engine runs it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

export const images = { server: 'infrawatch-fleet-server', ui: 'infrawatch-fleet-ui' };
export const services = ['init', 'postgres', 'redis', 'api', 'worker', 'ui'];

export class Stack {
  /** `docker` or `podman`. */
  #engine;
  #compose;
  #project = `fleet-test-${process.pid}`;
  #environment;

  constructor(engine, compose, port) {
    this.#engine = engine;
    this.#compose = compose;
    this.#environment = { ...process.env, FLEET_PUBLISH: `127.0.0.1:${port}` };
    this.url = `http://127.0.0.1:${port}`;
  }

  static async prepared() {
    const port = await freePort();
    if (await answers('docker', 'info')) {
      if (await answers('docker', 'compose', 'version')) return new Stack('docker', ['docker', 'compose'], port);
    }
    if (await answers('podman-compose', '--version')) return new Stack('podman', ['podman-compose'], port);
    throw new Error('Neither `docker compose` nor `podman-compose` answers here; one of them is needed.');
  }

  /** Podman builds without Compose, so that a registry behind a private authority can be reached without a trace of it in the image. */
  async build() {
    if (this.#engine === 'docker') return void (await this.compose('build'));
    const borrowed = await mkdtemp(join(tmpdir(), 'fleet-build-'));
    try {
      for (const [name, image] of Object.entries(images)) {
        const file = `docker/${name}.Dockerfile`;
        await this.#do('podman', 'build', ...(await reachability(borrowed)), '-t', image, '-f', file, '.');
      }
    } finally {
      await rm(borrowed, { recursive: true });
    }
  }

  async up() {
    await this.compose('up', '-d', '--no-build');
  }

  compose(...args) {
    const [command, ...first] = this.#compose;
    return this.#do(command, ...first, '-p', this.#project, '-f', 'docker-compose.yml', ...args);
  }

  async restart(service) {
    await this.#do(this.#engine, 'restart', '-t', '10', await this.#containerOf(service));
  }

  /** What the command prints; rejects when it fails. */
  async inside(service, ...command) {
    return (await this.#do(this.#engine, 'exec', await this.#containerOf(service), ...command)).trim();
  }

  async inspect(service) {
    return JSON.parse(await this.#do(this.#engine, 'inspect', await this.#containerOf(service)))[0];
  }

  async inspectImage(image) {
    const [inspected] = JSON.parse(await this.#do(this.#engine, 'image', 'inspect', image));
    return inspected;
  }

  async logsOf(service) {
    const { stdout, stderr } = await run(this.#engine, ['logs', await this.#containerOf(service)]);
    return stdout + stderr;
  }

  async showLogs() {
    for (const service of services) {
      const logs = await this.logsOf(service).catch((fault) => fault.message);
      console.log(`--- ${service}\n${logs.split('\n').slice(-25).join('\n')}`);
    }
  }

  /** Names of what the engine still holds for this project. */
  async leftovers() {
    const containers = await this.#do(this.#engine, 'ps', '-a', '--format', '{{.Names}}');
    const volumes = await this.#do(this.#engine, 'volume', 'ls', '--format', '{{.Name}}');
    const networks = await this.#do(this.#engine, 'network', 'ls', '--format', '{{.Name}}');
    const names = `${containers}\n${volumes}\n${networks}`.split('\n');
    return names.filter((name) => name.startsWith(this.#project));
  }

  async remove() {
    await this.compose('down', '--volumes').catch((fault) => console.log(fault.message));
    // podman-compose leaves networks behind.
    const names = [`${this.#project}_front`, `${this.#project}_data`];
    if (this.#engine === 'podman') await run('podman', ['network', 'rm', '-f', ...names]).catch(() => undefined);
  }

  async #containerOf(service) {
    const labels = { project: this.#project, service };
    const filters = Object.entries(labels).flatMap(([key, value]) => [
      '--filter',
      `label=com.docker.compose.${key}=${value}`,
    ]);
    const [id] = (await this.#do(this.#engine, 'ps', '-aq', ...filters)).split('\n');
    if (!id) throw new Error(`The service ${service} has no container.`);
    return id;
  }

  async #do(command, ...args) {
    try {
      const options = { cwd: root, env: this.#environment, maxBuffer: 64 * 1024 * 1024 };
      return (await run(command, args, options)).stdout;
    } catch (fault) {
      const said = `${fault.stdout ?? ''}${fault.stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
      throw new Error(`${command} ${args.join(' ')} failed:\n${said}`, { cause: fault });
    }
  }
}

/** The host's network and its additional certificate authority, lent to the build and not kept in the image. */
async function reachability(directory) {
  const authority = process.env.NODE_EXTRA_CA_CERTS;
  if (!authority) return ['--network', 'host'];
  const npmrc = join(directory, 'npmrc');
  await writeFile(npmrc, 'cafile=/run/authority.pem\n');
  return ['--network', 'host', '-v', `${authority}:/run/authority.pem:ro`, '-v', `${npmrc}:/root/.npmrc:ro`];
}

async function answers(command, ...args) {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
