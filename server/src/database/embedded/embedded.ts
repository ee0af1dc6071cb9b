import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import pg from 'pg';
import { ensureDataDirectory } from '../../config/data-directory.js';
import { binariesFor } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { databaseUser, type DatabaseUser } from './database-user.js';
import { clusterIn, knownHome, newHome } from './home.js';
import { socketPrefix, stopLeftover } from './leftover.js';
import { Postmaster } from './postmaster.js';

export interface EmbeddedDatabase {
  databaseUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed on files in the data directory, made at the first start, and answers when
 * it accepts connections. Whoever calls holds the lock of the data directory. Throws a StartupFault.
 */
export async function startEmbedded(
  dataDir: string,
  say: (sentence: string) => void,
  overrides: Readonly<Record<string, string>> = {},
): Promise<EmbeddedDatabase> {
  ensureDataDirectory(dataDir);
  const home = knownHome(dataDir);
  const user = databaseUser(clusterIn(home ?? dataDir), dataDir);
  const directory = clusterIn(home ?? newHome(dataDir, user, say));
  const binaries = await binariesFor(user, say);
  const password = await ensureCluster(binaries, directory, user);
  await stopLeftover(directory, say);
  const socketDirectory = privateDirectory(user);
  const settings = { ...serverSettings(socketDirectory), ...overrides };
  const postmaster = new Postmaster({ binaries, directory, user, settings, say });
  const stop = async (): Promise<void> => {
    await postmaster.stop();
    rmSync(socketDirectory, { recursive: true, force: true });
  };
  try {
    await postmaster.start();
    await ensureDatabase(urlOf(password, socketDirectory, 'postgres'));
    return { databaseUrl: urlOf(password, socketDirectory, 'fleet'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Directly under /tmp, since a socket's path may have 107 bytes at most (unix(7)) and a data directory's may be longer. */
function privateDirectory(user: DatabaseUser | undefined): string {
  const directory = mkdtempSync(`/tmp/${socketPrefix}`);
  chmodSync(directory, 0o700);
  if (user) chownSync(directory, user.uid, user.gid);
  return directory;
}

/** Durable, reachable only through the socket, sized for one control plane on a machine that does other things too. */
function serverSettings(socketDirectory: string): Record<string, string> {
  const sharedMegabytes = Math.round(Math.min(512, Math.max(64, totalmem() / 2 ** 20 / 16)));
  return {
    listen_addresses: '',
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: `${sharedMegabytes}MB`,
    effective_cache_size: `${sharedMegabytes * 4}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    // Parallel queries share memory through /dev/shm, of which a container has 64 MB, unless some is set aside.
    min_dynamic_shared_memory: '64MB',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    // Its pages are written to the log as they are: to press them costs a bulk change more than all else, and these binaries know pglz only.
    max_wal_size: '2GB',
    wal_compression: 'off',
    checkpoint_timeout: '10min',
    // Both wake five times a second as they come, also when there is nothing to do; who commits writes the log himself.
    wal_writer_delay: '10s',
    bgwriter_delay: '10s',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Errors of statements reach whoever sent them; in a log they would repeat what the statements carry.
    log_min_messages: 'log',
    log_checkpoints: 'off',
  };
}

async function ensureDatabase(maintenanceUrl: string): Promise<void> {
  const client = new pg.Client(maintenanceUrl);
  // Whoever asks hears of it too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query(`SELECT FROM pg_database WHERE datname = 'fleet'`);
    if (found.rowCount === 0) await client.query('CREATE DATABASE fleet');
  } finally {
    await client.end();
  }
}

export function urlOf(password: string, socketDirectory: string, database: string): string {
  return `postgres://fleet:${password}@/${database}?host=${socketDirectory}`;
}
