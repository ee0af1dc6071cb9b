import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { progress } from '../progress.mjs';
import { Refusal } from '../refusal.mjs';

/** Which package of Debian has the program. */
const packages = {
  python3: 'python3',
  ip: 'iproute2',
  nginx: 'nginx-light',
  openssl: 'openssl',
  ping: 'iputils-ping',
  'redis-server': 'redis-server',
  sshd: 'openssh-server',
  chromium: 'chromium',
  nmap: 'nmap',
  busybox: 'busybox',
  tcsh: 'tcsh',
  'original-awk': 'original-awk',
};

/** Installs what the tests talk to when it is missing and this process may; otherwise names it. */
export async function ensurePackages(programs) {
  const missing = missingOf(programs);
  if (missing.length === 0) return;
  if (process.getuid() !== 0 || !isThere('apt-get')) {
    throw new Refusal(`The tests need these packages of Debian, which are missing: ${missing.join(', ')}.`);
  }
  await progress(`Installing ${missing.join(', ')}`, () => {
    install('update');
    install('install', '--yes', '--no-install-recommends', ...missing);
  });
  const still = missingOf(programs);
  if (still.length > 0) throw new Refusal(`apt-get installed no ${still.join(', ')}.`);
}

function install(...args) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-qq', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Refusal(`${stdout}${stderr}\napt-get ${args[0]} failed.`);
}

function missingOf(programs) {
  return [...new Set(programs)].filter((program) => !isThere(program)).map((program) => packages[program]);
}

/** On the PATH, or where Debian keeps servers, which is not on everybody's. */
function isThere(program) {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
