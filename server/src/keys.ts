import 'reflect-metadata';
import { userInfo } from 'node:os';
import { DataSource } from 'typeorm';
import { systemActor, type Actor } from './audit/actor.js';
import { Ledger } from './audit/ledger.js';
import { configFrom, type Config } from './config/config.js';
import { StartupFault } from './config/startup-fault.js';
import { Canary } from './credentials/sealing/canary.js';
import { masterKeysOf } from './credentials/sealing/configured.js';
import { MasterKeyReader } from './credentials/sealing/master-key.reader.js';
import type { MasterKeys } from './credentials/sealing/master-keys.js';
import { nameOf } from './credentials/sealing/place.js';
import { Rotation } from './credentials/sealing/rotation.js';
import { SelfTest } from './credentials/sealing/self-test.js';
import { vaultAt } from './credentials/sealing/vault-at-start.js';
import { optionsFor } from './database/data-source.js';
import { lockDataDirectory } from './database/embedded/data-lock.js';
import { startEmbedded } from './database/embedded/embedded.js';
import { runningAt } from './database/embedded/running.js';
import { Sql } from './database/sql.js';
import { DomainError } from './http/domain-error.js';
import { databaseAt, reached } from './process/dependencies.js';

const usage = `Usage: npm run keys -- <command>

  status         which master keys there are, and how many secrets each wraps the keys of
  self-test      whether stored secrets are ciphertext that opens where it belongs and nowhere else
  rotate-master  leads to a new master key while the service runs; run it again when it was interrupted

It reads the same variables as the service and needs the same database. See docs/secrets.md.
`;

interface Tools {
  db: DataSource;
  sql: Sql;
  ledger: Ledger;
  keys: MasterKeys;
  actor: Actor;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Each answers whether all is well. */
const commands: Record<string, (tools: Tools) => Promise<boolean>> = {
  status: async ({ sql, keys }) => {
    const view = await new MasterKeyReader(sql).get();
    say(`New secrets are wrapped with ${view.id}. Master keys are looked for in ${keys.whereabouts}.`);
    for (const { id, provider, state, secrets, createdAt } of view.keys) {
      say(`  ${id}  ${provider}  ${state.padEnd(8)}  ${secrets} secrets  since ${createdAt}`);
    }
    return true;
  },
  'self-test': async ({ keys, sql, ledger, actor }) => {
    const { ok, secrets, looked, faults } = await new SelfTest(keys, sql, ledger).run(actor);
    for (const { message, ...place } of faults) say(`The secret of ${nameOf(place)}: ${message}`);
    say(
      ok
        ? `Looked at ${looked} of ${secrets} secrets: each is ciphertext that opens where it belongs and nowhere else.`
        : `Looked at ${looked} of ${secrets} secrets: ${faults.length} are not as they should be.`,
    );
    return ok;
  },
  'rotate-master': async ({ db, sql, ledger, keys, actor }) => {
    const { id, rewrapped, unreadable, advice } = await new Rotation(db, sql, ledger, keys, actor).rotate(say);
    for (const place of unreadable) say(`The secret of ${nameOf(place)} does not open.`);
    if (unreadable.length > 0) {
      say('The former master key is kept for these. Delete or replace what they belong to, and run this again.');
      return false;
    }
    say(`Done: ${rewrapped} re-wrapped, everything opens with ${id}.`);
    if (advice !== undefined) say(advice);
    return true;
  },
};

async function run(command: (tools: Tools) => Promise<boolean>): Promise<boolean> {
  const config = configFrom(process.env, (name) => Reflect.deleteProperty(process.env, name)); // reports and children would have it
  await using opened = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void opened.disposeAsync().finally(() => process.exit(1)));
  }
  const databaseUrl = await database(config, opened);
  await reached([databaseAt(databaseUrl), ...vaultAt(config)], say, new AbortController().signal);
  const db = new DataSource(optionsFor(databaseUrl, 4));
  await db.initialize();
  opened.defer(() => db.destroy());
  const [sql, ledger, keys] = [new Sql(db), new Ledger(db), masterKeysOf(config)];
  const [{ found } = { found: null }] = await sql.rows<{ found: string | null }>(
    `SELECT to_regclass('master_keys') AS found`,
  );
  if (found === null) throw new StartupFault('The database is older than this version: start the service first.');
  await new Canary(keys, sql, ledger).onModuleInit();
  return await command({ db, sql, ledger, keys, actor: systemActor(`npm run keys, by ${userInfo().username}`) });
}

/** The one that is given, the embedded one of the running service, or, when none is running, the embedded one. */
async function database({ databaseUrl, dataDir }: Config, opened: AsyncDisposableStack): Promise<string> {
  const url = databaseUrl ?? runningAt(dataDir);
  if (url !== undefined) return url;
  const lock = await lockDataDirectory(dataDir);
  opened.defer(() => lock.release());
  const embedded = await startEmbedded(dataDir, say);
  opened.defer(() => embedded.stop());
  return embedded.databaseUrl;
}

const [name = '--help', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) && rest.length === 0 ? commands[name] : undefined;
if (command) {
  try {
    process.exit((await run(command)) ? 0 : 1);
  } catch (error) {
    if (!(error instanceof StartupFault || error instanceof DomainError)) throw error;
    console.error(error.message);
    process.exit(error instanceof StartupFault ? StartupFault.exitCode : 1);
  }
} else {
  const isHelp = name === '--help' || name === 'help';
  (isHelp ? process.stdout : process.stderr).write(usage);
  process.exitCode = isHelp ? 0 : 64;
}
