import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { authorizedKeysCommand } from '../src/credentials/deployment/authorized-keys.script.js';
import {
  DeploymentFailure,
  markerOf,
  placed,
  present,
  removed,
  type MarkedLine,
} from '../src/credentials/deployment/authorized-keys.js';
import type { SshSession } from '../src/credentials/ssh/session.js';
import { until } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';
import { entered, freshKey } from './support/peers/visitor.js';
import { times } from './support/race.js';

const line: MarkedLine = {
  publicLine: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEoG3rWeXlPsSY4L6aeBLhbRzBOqtIjOYmBxJ1e7Xyzz',
  marker: markerOf('01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64', 3),
};
const whole = `${line.publicLine} infrawatch-fleet:01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64:v3`;
const another = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBothershBothershBothershBothershBothershBoth';

let sshd: Sshd;
let session: SshSession;
let directory: string;
let file: string;

beforeAll(async () => {
  sshd = await Sshd.start();
  session = await visit(sshd);
  directory = join(sshd.home, '.ssh');
  file = join(directory, 'authorized_keys');
});

afterAll(async () => {
  session.end();
  await sshd.stop();
});

beforeEach(() => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
});

async function visit(host: Sshd): Promise<SshSession> {
  const key = await freshKey();
  host.letIn(key.publicLine);
  return entered({ port: host.port, keys: [key] });
}

function holding(content: string | Buffer): void {
  writeFileSync(file, content, { mode: 0o600 });
}

/** In the bytes' own letters, so that a difference shows whatever they are. */
function content(): string {
  return readFileSync(file, 'latin1');
}

async function refusal(work: Promise<unknown>): Promise<DeploymentFailure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DeploymentFailure);
  return error as DeploymentFailure;
}

test('what is missing is made: the directory for its owner alone, and so the file', async () => {
  rmSync(directory, { recursive: true });
  expect(await placed(session, line)).toBe('added');
  expect(content()).toBe(`${whole}\n`);
  expect(statSync(directory).mode & 0o7777).toBe(0o700);
  expect(statSync(file).mode & 0o7777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['authorized_keys']);
});

test('where nothing is, nothing is held, nothing is removed, and nothing is made', async () => {
  rmSync(directory, { recursive: true });
  expect([await present(session, line.publicLine), await removed(session, line.publicLine)]).toEqual([false, 0]);
  expect(existsSync(directory)).toBe(false);
});

test('a key is placed once, whoever placed it and with whichever comment', async () => {
  holding(`from="10.0.0.0/8,\\"a b\\"" ${line.publicLine} somebody's own\n`);
  expect(await placed(session, line)).toBe('present');
  expect(await placed(session, { ...line, options: 'cert-authority' })).toBe('added');
  expect(await placed(session, { ...line, options: 'cert-authority' })).toBe('present');
  expect(await removed(session, line.publicLine)).toBe(2);
  expect(content()).toBe('');
});

test('mode and owner stay', async () => {
  holding(`${another}\n`);
  chmodSync(file, 0o640);
  chownSync(file, 65_534, 7);
  await placed(session, line);
  await removed(session, another);
  const { mode, uid, gid } = statSync(file);
  expect([mode & 0o7777, uid, gid]).toEqual([0o640, 65_534, 7]);
  expect(content()).toBe(`${whole}\n`);
});

test('nothing but the line changes, whatever the file holds', async () => {
  const blank = fc.constantFrom(' ', '\t', '  ');
  const options = fc.constantFrom(
    'command="echo \\"a b\\" # c"',
    'from="*.example.org,!x",no-pty',
    'environment="A=b c"',
  );
  const foreign = fc.oneof(
    fc.constantFrom(
      '',
      '  ',
      '# a comment',
      `# ${whole}`,
      `#${line.publicLine}`,
      another,
      `${another} ${line.publicLine}`,
    ),
    fc.tuple(options, blank, fc.constant(another)).map((parts) => parts.join('')),
    // Its key stands in a quoted option, which holds no key.
    fc.constant(`command="x ${line.publicLine} y" ${another}`),
    fc.string({
      unit: fc
        .nat(255)
        .filter((code) => code !== 0 && code !== 10)
        .map((code) => String.fromCharCode(code)),
    }),
  );
  const own = fc
    .tuple(fc.constantFrom('', ' ', '\t'), fc.option(fc.tuple(options, blank).map((parts) => parts.join(''))))
    .chain(([indent, some]) =>
      fc
        .constantFrom('', ' me', ' infrawatch-fleet:x:v1')
        .map((end) => `${indent}${some ?? ''}${line.publicLine}${end}`),
    );
  const lines = fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: foreign }, own), fc.constantFrom('\n', '\r\n')), {
    maxLength: 12,
  });
  const isOwn = (text: string) =>
    /^[ \t]*(([^ \t"#]|"([^"\\]|\\.)*")+[ \t]+)?ssh-ed25519[ \t]+AAAAC3NzaC1lZDI1NTE5AAAAIEoG3rWeXlPsSY4L6aeBLhbRzBOqtIjOYmBxJ1e7Xyzz([ \t\r]|$)/.test(
      text,
    );
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), async (drawn, isEnded) => {
      const parts = drawn.map(([text, end], at) => text + (at === drawn.length - 1 && !isEnded ? '' : end));
      const before = parts.join('');
      holding(Buffer.from(before, 'latin1'));
      const count = parts.filter((part) => isOwn(part.replace(/\n$/, ''))).length;
      if (count === 0) {
        expect(await placed(session, line)).toBe('added');
        expect(content()).toBe(`${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${whole}\n`);
        expect(await removed(session, line.publicLine)).toBe(1);
        expect(content()).toBe(`${before}${before === '' || before.endsWith('\n') ? '' : '\n'}`);
      } else {
        expect(await placed(session, line)).toBe('present');
        expect(content()).toBe(before);
        expect(await removed(session, line.publicLine)).toBe(count);
        expect(content()).toBe(parts.filter((part) => !isOwn(part.replace(/\n$/, ''))).join(''));
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('a megabyte of keys', async () => {
  const much = times(8_000, (at) => `${another} number ${at} ${'x'.repeat(40)}\n`);
  holding([...much.slice(0, 4_000), `${line.publicLine}\n`, ...much.slice(4_000)].join(''));
  expect(await removed(session, line.publicLine)).toBe(1);
  expect(content() === much.join('')).toBe(true);
  expect(await placed(session, line)).toBe('added');
  expect(content() === `${much.join('')}${whole}\n`).toBe(true);
});

test('bytes that a tool for lines does not keep are not lost: the file stays as it is', async () => {
  const host = await Sshd.start({ lines: [forced(withAwkOfBsd)] });
  const visitor = await visit(host);
  host.authorize(`${another}\0with an end\n${line.publicLine}`);
  const before = host.authorizedKeys;
  expect(await placed(visitor, line)).toBe('present');
  expect(await refusal(removed(visitor, line.publicLine))).toMatchObject({ code: 'incomplete' });
  expect(host.authorizedKeys).toBe(before);
  visitor.end();
  await host.stop();
});

test('a link is followed, and stays one', async () => {
  const managed = join(sshd.home, 'managed');
  mkdirSync(managed);
  writeFileSync(join(managed, 'keys'), `${another}\n`);
  symlinkSync('../managed/keys', file);
  expect(await placed(session, line)).toBe('added');
  expect(readFileSync(join(managed, 'keys'), 'utf8')).toBe(`${another}\n${whole}\n`);
  expect(await removed(session, line.publicLine)).toBe(1);
  expect(readdirSync(managed)).toEqual(['keys']);
  rmSync(managed, { recursive: true });
});

test.each([
  ['a directory', () => mkdirSync(file), 'file', 'authorized_keys is not a file'],
  ['a link to nothing', () => symlinkSync('nowhere', file), 'dangling', 'authorized_keys is a link to nothing'],
  [
    'a file for .ssh',
    () => {
      rmSync(directory, { recursive: true });
      writeFileSync(directory, '');
    },
    'directory',
    '.ssh is not a directory',
  ],
])('%s is refused', async (_, prepare, code, message) => {
  prepare();
  expect(await refusal(placed(session, line))).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('a home that is not there is refused', async () => {
  rmSync(sshd.home, { recursive: true });
  expect(await refusal(placed(session, line))).toMatchObject({ code: 'home' });
  mkdirSync(sshd.home);
});

const withAwkOfBsd = 'ln -sf /usr/bin/original-awk $HOME/awk; PATH=$HOME:$PATH; export PATH; exec sh -c';

/** What is asked to run is run by this. */
function forced(shell: string): string {
  return `ForceCommand ${shell} "$SSH_ORIGINAL_COMMAND"`;
}

/** A file system of its own in the place of .ssh. */
async function mounted(options: string, work: () => Promise<void>): Promise<void> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory]);
  try {
    await work();
  } finally {
    execFileSync('umount', [directory]);
  }
}

test('a full disk leaves the file as it was', async () => {
  await mounted('size=32k', async () => {
    const before = `${`${another}\n`.repeat(100)}${line.publicLine}\n`;
    holding(before);
    // Whatever is left goes to somebody else.
    expect(() => writeFileSync(join(directory, 'other'), Buffer.alloc(65_536))).toThrow('ENOSPC');
    const { publicLine } = await freshKey();
    const added = await refusal(placed(session, { ...line, publicLine }));
    expect(added).toMatchObject({ code: 'unwritable', message: expect.stringContaining('No space left on device') });
    expect(await refusal(removed(session, line.publicLine))).toMatchObject({ code: 'unwritable' });
    expect(content()).toBe(before);
    rmSync(join(directory, 'other'));
    expect(await removed(session, line.publicLine)).toBe(1);
    expect(readdirSync(directory)).toEqual(['authorized_keys']);
  });
});

test('what cannot be written is told, and can still be read', async () => {
  await mounted('size=64k', async () => {
    holding(`${another}\n`);
    execFileSync('mount', ['-o', 'remount,ro', directory]);
    const { code, message } = await refusal(placed(session, line));
    expect([code, message]).toEqual(['unwritable', expect.stringContaining('Read-only file system')]);
    expect([await present(session, line.publicLine), await present(session, another)]).toEqual([false, true]);
    expect(await placed(session, { ...line, publicLine: another })).toBe('present');
    expect(content()).toBe(`${another}\n`);
  });
});

test('of many at once no line is lost', async () => {
  holding(another);
  const keys = await Promise.all(times(10, () => freshKey()));
  const sessions = await Promise.all(times(5, () => visit(sshd)));
  const outcomes = await Promise.all(
    keys.map(({ publicLine }, at) => placed(sessions[at % 5] as SshSession, { ...line, publicLine })),
  );
  expect(outcomes).toEqual(keys.map(() => 'added'));
  const lines = content().split('\n');
  expect(lines.slice(1, -1).sort()).toEqual(keys.map(({ publicLine }) => `${publicLine} ${line.marker}`).sort());
  const gone = await Promise.all(keys.map(({ publicLine }, at) => removed(sessions[at % 5] as SshSession, publicLine)));
  expect(gone).toEqual(keys.map(() => 1));
  expect(content()).toBe(`${another}\n`);
  expect(readdirSync(directory)).toEqual(['authorized_keys']);
  for (const each of sessions) each.end();
});

test('what a crash left is cleared away, and what somebody holds is waited for', async () => {
  const host = execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim();
  const lock = join(directory, '.infrawatch-fleet');
  const now = Math.floor(Date.now() / 1_000);
  // Its process is gone; it is of another host and too old; it died before it said whose it is.
  for (const marker of [`own.${now}.4194304.${host}`, `own.${now - 600}.1.elsewhere.example`, undefined]) {
    mkdirSync(lock);
    if (marker) {
      writeFileSync(join(lock, marker), '');
      writeFileSync(join(lock, 'new'), 'half a ');
    }
    holding(`${another}\n`);
    expect(await placed(session, line)).toBe('added');
    expect(content()).toBe(`${another}\n${whole}\n`);
    expect(readdirSync(directory)).toEqual(['authorized_keys']);
  }
  mkdirSync(lock);
  writeFileSync(join(lock, `own.${now}.${process.pid}.${host}`), '');
  const placing = removed(session, line.publicLine);
  const seen = statSync(directory).mtimeMs;
  expect(
    await Promise.race([
      placing,
      until(
        () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes('infrawatch-fleet: $*') && 'waits',
      ),
    ]),
  ).toBe('waits');
  expect(statSync(directory).mtimeMs).toBe(seen);
  rmSync(lock, { recursive: true });
  expect(await placing).toBe(1);
});

test('whoever writes the file beside it is not written over', async () => {
  // Each time before the old file is compared, the tool by which it is copied changes it: somebody with an editor.
  const tools = mkdtempSync(join(tmpdir(), 'fleet-tools-'));
  const meddles = `#!/bin/sh\n/bin/cp "$@"\n[ -e ${tools}/done ] || { echo "${another}" >> ${file}; : > ${tools}/done; }\n`;
  writeFileSync(join(tools, 'cp'), meddles, { mode: 0o755 });
  const meddled = await Sshd.start({
    lines: [`ForceCommand HOME=${sshd.home} PATH=${tools}:$PATH; export PATH HOME; eval "$SSH_ORIGINAL_COMMAND"`],
  });
  const visitor = await visit(meddled);
  holding('');
  expect(await placed(visitor, line)).toBe('added');
  expect(content()).toBe(`${another}\n${whole}\n`);
  visitor.end();
  await meddled.stop();
});

test('a forced command is told from a change', async () => {
  const host = await Sshd.start({ lines: ['ForceCommand echo "you are welcome"'] });
  const visitor = await visit(host);
  expect(await refusal(placed(visitor, line))).toMatchObject({
    code: 'forced-command',
    message: expect.stringContaining('you are welcome'),
  });
  visitor.end();
  await host.stop();
});

test.each([
  ['dash', 'exec dash -c'],
  ['bash as sh', 'exec bash --posix -c'],
  ['the shell of busybox', 'exec busybox ash -c'],
  ['a C shell', 'exec tcsh -c'],
  ['the awk of BSD and macOS', withAwkOfBsd],
  ['the tools of busybox', 'busybox --install -s $HOME 2>/dev/null; PATH=$HOME:$PATH; export PATH; exec $HOME/ash -c'],
  ['a login that says more', 'echo welcome; printf "no end"; exec sh -c'],
])('%s does it too', async (_, shell) => {
  const host = await Sshd.start({ lines: [forced(shell)] });
  const visitor = await visit(host);
  host.authorize(`command="a \\" b" ${another} one`);
  const before = host.authorizedKeys;
  expect(await placed(visitor, line)).toBe('added');
  expect(host.authorizedKeys).toBe(`${before}${whole}\n`);
  expect([await present(visitor, line.publicLine), await present(visitor, another)]).toEqual([true, true]);
  expect(await removed(visitor, line.publicLine)).toBe(1);
  expect(host.authorizedKeys).toBe(before);
  expect(await removed(visitor, another)).toBe(1);
  expect(host.authorizedKeys).toBe('');
  visitor.end();
  await host.stop();
});

test('the command is one that every shell reads the same, and nothing of it is data', () => {
  expect(authorizedKeysCommand).toMatch(/^sh -c '[^'!\n\\]*(\\[^\\'\n][^'!\n\\]*)*'$/);
});
