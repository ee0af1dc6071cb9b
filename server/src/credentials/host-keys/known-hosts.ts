import { createHmac } from 'node:crypto';
import type { HostKey } from '../../probing/ssh/ssh.look.js';
import { hostKeyIn } from './public-line.js';

/** A line of a known_hosts file, as sshd(8) describes them. Neither empty lines nor comments are lines. */
export type KnownHostsLine = { line: number } & (
  | { kind: 'key' | 'revoked'; key: HostKey; hosts: HostPatterns }
  /** Of a certificate authority: who signs, not who is. */
  | { kind: 'authority' }
  | { kind: 'unreadable'; message: string }
);

/** For which names a line speaks. */
interface HostPatterns {
  /** Names that stand there as they are, in small letters. */
  exact: string[];
  /** Whether one of the patterns that are not plain names matches, and no negated one does. Undefined when there are only plain names. */
  matches?: (name: string) => boolean;
  /** How many comparisons `matches` makes at most. */
  cost: number;
}

const markers: Record<string, 'revoked' | 'authority'> = { '@revoked': 'revoked', '@cert-authority': 'authority' };

export function knownHostsIn(text: string): KnownHostsLine[] {
  return text.split(/\r?\n/).flatMap((content, at) => {
    const words = content.trim().split(/[ \t]+/);
    return words[0] === '' || words[0]?.startsWith('#') ? [] : [{ line: at + 1, ...read(words) }];
  });
}

type Content = KnownHostsLine extends infer Line ? (Line extends unknown ? Omit<Line, 'line'> : never) : never;

function read(words: string[]): Content {
  const [first = ''] = words;
  const marker = markers[first.toLowerCase()];
  if (first.startsWith('@') && !marker) return { kind: 'unreadable', message: `has the unknown marker \`${first}\`` };
  const [hosts, type, base64] = marker ? words.slice(1) : words;
  if (hosts === undefined || type === undefined || base64 === undefined)
    return { kind: 'unreadable', message: 'must have hosts, the type of a key and the key' };
  if (marker === 'authority') return { kind: 'authority' };
  const key = hostKeyIn(type, base64);
  if (typeof key === 'string') return { kind: 'unreadable', message: `its key ${key}` };
  const patterns = hosts.startsWith('|') ? hashed(hosts) : patternsIn(hosts);
  if (!patterns) return { kind: 'unreadable', message: 'its hashed host cannot be read' };
  return { kind: marker ?? 'key', key, hosts: patterns };
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed by the salt. */
function hashed(hosts: string): HostPatterns | undefined {
  const [, salt, hash] = /^\|1\|([\w+/]{27}=)\|([\w+/]{27}=)$/.exec(hosts) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const key = Buffer.from(salt, 'base64');
  const matches = (name: string) => createHmac('sha1', key).update(name).digest('base64') === hash;
  return { exact: [], matches, cost: 1 };
}

/** `*` and `?` stand for what they do elsewhere; a name that a negated pattern matches is not meant, whatever else matches. */
function patternsIn(hosts: string): HostPatterns {
  const all = hosts.toLowerCase().split(',').filter(Boolean);
  const isPlain = (pattern: string) => !/[*?!]/.test(pattern);
  const exact = all.filter(isPlain);
  if (exact.length === all.length) return { exact, cost: 0 };
  const negated = all.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const meant = all.filter((pattern) => !pattern.startsWith('!'));
  const matches = (name: string) =>
    meant.some((pattern) => fits(pattern, name)) && !negated.some((pattern) => fits(pattern, name));
  return { exact: [], matches, cost: all.length };
}

/** Whether a name is of a pattern. Takes at most the product of both lengths, however many stars there are. */
function fits(pattern: string, name: string): boolean {
  let [at, from] = [0, 0];
  let star: { at: number; from: number } | undefined;
  while (from < name.length) {
    if (pattern[at] === '*') star = { at: at++, from };
    else if (pattern[at] === '?' || pattern[at] === name[from]) [at, from] = [at + 1, from + 1];
    else if (star) [at, from] = [star.at + 1, ++star.from];
    else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

/** As a client looks it up: the port is only named when it is not 22. */
function hostNameIn(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** What a server is called in a known_hosts file. */
export function namesOf({ hosts, port }: { hosts: readonly string[]; port: number }): string[] {
  return [...new Set(hosts.map((host) => hostNameIn(host, port)))];
}

/** A line for a server. */
export function knownHostsLine(names: readonly string[], publicKey: string, isRevoked: boolean): string {
  return `${isRevoked ? '@revoked ' : ''}${names.join(',')} ${publicKey}\n`;
}
