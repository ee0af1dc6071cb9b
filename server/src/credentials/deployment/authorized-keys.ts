import type { SshSession } from '../ssh/session.js';
import { authorizedKeysCommand } from './authorized-keys.script.js';

/** A line of authorized_keys that says whose it is. */
export interface MarkedLine {
  /** `ssh-ed25519 AAAA…`, without options and comment. */
  publicLine: string;
  /** Its comment: what `markerOf` says. */
  marker: string;
  /** Such as `cert-authority,principals="web"`. A line with the same key and others is not the same line then. */
  options?: string;
}

/** The server let us in and did not let us change its authorized_keys; as far as we know the file is what it was. */
export class DeploymentFailure extends Error {
  constructor(
    /** `unwritable`, `busy`, `forced-command`, … */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const timeoutMs = 30_000;
const marked = /infrawatch-fleet: (\w+) ?(.*)/;

/** By which a line is known as ours. */
export function markerOf(credentialId: string, keyVersion: number): string {
  return `infrawatch-fleet:${credentialId}:v${keyVersion}`;
}

/**
 * Adds the line, unless there is one with this key. Nothing else in the file changes but that a last line is ended.
 * @throws DeploymentFailure
 */
export async function placed(session: SshSession, line: MarkedLine): Promise<'added' | 'present'> {
  const { publicLine, marker, options = '' } = line;
  const text = [options, publicLine, marker].filter((part) => part !== '').join(' ');
  const { word } = await carriedOut(session, ['add', publicLine, options, text]);
  return word === 'added' ? 'added' : 'present';
}

/**
 * Takes away every line with this key, whatever its options and comment, and no other; how many they were. What is commented out stays.
 * @throws DeploymentFailure
 */
export async function removed(session: SshSession, publicLine: string): Promise<number> {
  const { rest } = await carriedOut(session, ['remove', publicLine, '', '']);
  return Number(rest);
}

/** Whether a line holds this key. Changes nothing. @throws DeploymentFailure */
export async function present(session: SshSession, publicLine: string): Promise<boolean> {
  const { rest } = await carriedOut(session, ['look', publicLine, '', '']);
  return Number(rest) > 0;
}

async function carriedOut(session: SshSession, lines: string[]): Promise<{ word: string; rest: string }> {
  if (lines.some((line) => /[^\x20-\x7e]/.test(line))) throw new Error('a line of authorized_keys is printable ASCII');
  const { code, stdout, stderr } = await session.run(authorizedKeysCommand, {
    input: `${lines.join('\n')}\n`,
    timeoutMs,
  });
  const [, word = '', rest = ''] = marked.exec(stdout) ?? [];
  if (word === 'refused') throw refusalOf(rest);
  if (word !== '') return { word, rest };
  const said = (stderr || stdout).trim().slice(0, 200);
  throw new DeploymentFailure(
    'forced-command',
    `the server did not run what it was asked to (a forced command, or no shell): it ended with ${code ?? 'a signal'}${said && ` and said "${said}"`}`,
  );
}

const refusals: Record<string, (what: string) => string> = {
  home: (home) => `the home directory ${home || '(none)'} is not there`,
  directory: (path) => `${path} is not a directory`,
  file: (path) => `${path} is not a file`,
  dangling: (path) => `${path} is a link to nothing`,
  unreadable: (path) => `${path} cannot be read`,
  unwritable: (why) => `nothing can be written beside authorized_keys: ${why}`,
  incomplete: (sizes) =>
    `the new authorized_keys came out with ${sizes} (a full disk, or bytes in it that no line has); the old one stands`,
  busy: () => 'somebody else keeps changing authorized_keys',
  tools: (why) => `the server lacks awk, or it failed: ${why}`,
  input: () => 'the server did not hear what it was sent',
};

function refusalOf(rest: string): DeploymentFailure {
  const [code = '', ...what] = rest.split(' ');
  const said = refusals[code]?.(what.join(' ')) ?? rest;
  return new DeploymentFailure(code, said);
}
