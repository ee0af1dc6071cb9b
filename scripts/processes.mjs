import { spawn } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { root } from './places.mjs';
import { Refusal } from './refusal.mjs';

/** What npm tells its scripts about themselves; a second npm below would take it for its own settings. */
const ofOuterNpm = /^npm_(config_local_prefix|command|lifecycle_|package_)/;

/** The environment for whatever is run under that Node: the programs that it starts find the same Node first. */
export function environmentFor(node, additions = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !ofOuterNpm.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
    ...additions,
  };
}

/** Starts a program of Node's in the clone with its output on the screen. */
export function shown(node, args, { env = {}, stdio = 'inherit', cwd = root } = {}) {
  return spawn(node, args, { cwd, stdio, env: environmentFor(node, env) });
}

/** The exit code that a process ended with; for one that was killed by a signal, what a shell would say. */
export function ending(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal] ?? 0)));
  });
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 };

/** Runs a program of Node's in silence. When it fails, its own words are the refusal's. */
export async function quietly(what, node, args, { env = {}, cwd = root } = {}) {
  const child = spawn(node, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: environmentFor(node, env) });
  const forget = forwarding([child]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output = `${output}${text}`.slice(-20_000)));
  }
  try {
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Refusal(`${output.trim()}\n\n${what} failed (exit code ${code ?? 'of a signal'}).`);
    return output;
  } finally {
    forget();
  }
}

/**
 * Hands signals on to the children, and ends them when npm, which started this process, is killed and cannot do so.
 * Answers with a function that stops that.
 */
export function forwarding(children) {
  const forward = (signal) => children.forEach((child) => child.kill(signal));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) forward('SIGTERM');
  }, 250);
  watch.unref();
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, forward);
  };
}
