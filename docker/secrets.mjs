/**
 * Makes the secrets of an installation once: a second run keeps what is there. Each volume holds what one service may read; nothing
 * of it is in an image, in the environment or in the repository.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

const root = process.argv[2] ?? '/run/fleet';

const secret = () => randomBytes(24).toString('base64url');
const databasePassword = kept('database/password', secret());
const redisPassword = /^requirepass (\S+)$/m.exec(
  // Its volume belongs to Redis alone, whose process is yet another user: hence readable by all who can enter it.
  kept('redis/redis.conf', ['dir /data', 'appendonly yes', `requirepass ${secret()}`, ''].join('\n'), 0o444),
)[1];
kept('app/database-url', `postgres://fleet:${databasePassword}@postgres:5432/fleet`);
kept('app/redis-url', `redis://:${redisPassword}@redis:6379`);
kept('app/master-key', randomBytes(32).toString('base64'));
kept('app/admin-password', secret());

console.log(`The first admin is ${process.env.FLEET_ADMIN_EMAIL || 'admin@fleet.local'}; read the password with

  docker compose exec api cat ${root}/app/admin-password
`);

/** Complete or not there at all, also when the machine stops in the middle. */
function kept(name, content, mode = 0o400) {
  const path = `${root}/${name}`;
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const draft = openSync(`${path}.new`, 'w', mode);
  writeSync(draft, content);
  fsyncSync(draft);
  closeSync(draft);
  renameSync(`${path}.new`, path);
  return content;
}
