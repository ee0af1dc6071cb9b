/** Starts the server once everything that it needs is there: the files of its secrets, the database and Redis. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const patienceMs = 90_000;

/** EX_UNAVAILABLE of sysexits.h: try again later. */
const unavailable = 69;

const files = Object.entries(process.env).filter(([name, value]) => /^FLEET_\w+_FILE$/.test(name) && value);

const given = (name) =>
  process.env[name] || (process.env[`${name}_FILE`] && readFileSync(process.env[`${name}_FILE`], 'utf8').trim());

const needs = [
  ...files.map(([name, path]) => ({
    what: `The file ${path} (${name})`,
    isThere: async () => accessSync(path, constants.R_OK),
  })),
  {
    what: 'The database (FLEET_DATABASE_URL)',
    isThere: async () => {
      const url = given('FLEET_DATABASE_URL');
      if (!url) return;
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
      await client.connect();
      await client.end();
    },
  },
  {
    what: 'Redis (FLEET_REDIS_URL)',
    isThere: async () => {
      const url = given('FLEET_REDIS_URL');
      if (url) await accepts(new URL(url));
    },
  },
];

function accepts({ hostname, port }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) || 6379 });
    const settle = (outcome) => {
      socket.destroy();
      if (outcome) reject(outcome);
      else resolve();
    };
    socket.setTimeout(5_000, () => settle(new Error('no answer in 5 s')));
    socket.once('connect', () => settle()).once('error', settle);
  });
}

// The first process of a container is stopped by no signal that it does not handle.
const leave = () => process.exit(0);
process.on('SIGTERM', leave).on('SIGINT', leave);

const giveUpAt = performance.now() + patienceMs;
for (const { what, isThere } of needs) {
  for (;;) {
    try {
      await isThere();
      break;
    } catch (fault) {
      if (performance.now() > giveUpAt) {
        console.error(`${what} was not there within ${patienceMs / 1000} s: ${fault.message || fault.code}.`);
        process.exit(unavailable);
      }
      await pause(250);
    }
  }
}
process.off('SIGTERM', leave).off('SIGINT', leave);
await import('../server/dist/main.js');
