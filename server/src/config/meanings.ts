import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Meaning } from './settings.js';

/** Any text that passes the pattern; `what` says in words what the pattern wants. */
export function text(pattern: RegExp, what: string): Meaning<string> {
  return (given) => {
    if (pattern.test(given)) return given;
    throw new Error(what);
  };
}

export function oneOf<const T extends string>(...choices: readonly T[]): Meaning<T> {
  return (given) => {
    const choice = choices.find((each) => each === given);
    if (choice !== undefined) return choice;
    throw new Error(`one of ${choices.join(', ')}`);
  };
}

export const yesOrNo: Meaning<boolean> = (given) => oneOf('true', 'false')(given) === 'true';

export function integer(least: number, most: number): Meaning<number> {
  return (given) => {
    const value = /^\d{1,9}$/.test(given) ? Number(given) : NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`a whole number from ${least} to ${most}`);
  };
}

const secondsIn = { s: 1, m: 60, h: 3600 };

/** `30s`, `1m`, `2h`: at least a second, at most a day. */
export const seconds: Meaning<number> = (given) => {
  const [, amount = '', unit = 's'] = /^(\d{1,6})([smh])$/.exec(given) ?? [];
  const value = Number(amount) * secondsIn[unit as keyof typeof secondsIn];
  if (value >= 1 && value <= 86_400) return value;
  throw new Error('a time from 1s to 24h such as 30s, 1m or 2h');
};

const hoursIn = { h: 1, d: 24 };

/** `12h`, `30d`: at least an hour, at most ten years. In seconds. */
export const period: Meaning<number> = (given) => {
  const [, amount = '', unit = 'h'] = /^(\d{1,5})([hd])$/.exec(given) ?? [];
  const hours = Number(amount) * hoursIn[unit as keyof typeof hoursIn];
  if (hours >= 1 && hours <= 87_600) return hours * 3_600;
  throw new Error('a time from 1h to 3650d such as 12h or 30d');
};

/** A URL of one of the schemes; the text is handed on as it was given. */
export function url(...schemes: readonly string[]): Meaning<string> {
  return (given) => {
    // A database URL may have no host (`postgres://user@/name?host=/socket`), which URL refuses.
    const parsed = URL.parse(given.replace('@/', '@localhost/').replace(':///', '://localhost/'));
    if (parsed && schemes.includes(parsed.protocol.slice(0, -1))) return given;
    throw new Error(`a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
  };
}

/** Addresses and networks separated by commas or blanks, each in CIDR notation; a bare address means itself alone. */
export const networks: Meaning<string[]> = (given) =>
  given.split(/[\s,]+/).flatMap((part) => {
    if (part === '') return [];
    if (ipaddr.isValidCIDR(part)) return [part];
    if (ipaddr.IPv4.isValidFourPartDecimal(part)) return [`${part}/32`];
    if (ipaddr.IPv6.isValid(part)) return [`${part}/128`];
    throw new Error(`a list of networks such as 10.0.0.0/8, fd00::/8; ${part} is none`);
  });

/** Addresses separated by commas or blanks, each with or without a port. */
export const nameServers: Meaning<string[]> = (given) =>
  given.split(/[\s,]+/).flatMap((part) => {
    if (part === '') return [];
    const [, host = part] = /^\[?([\da-f:.]+?)\]?(?::\d{1,5})?$/i.exec(part) ?? [];
    if (isIP(part) !== 0 || isIP(host) !== 0) return [part];
    throw new Error(`a list of addresses such as 10.0.0.53, 10.0.0.54:5353, [fd00::53]:53; ${part} is none`);
  });

/** A file of certificates in PEM; the text of each. */
export const certificates: Meaning<string[]> = (path) => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`a file of certificates in PEM that can be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new Error('a file of certificates in PEM; this one has none');
  return found;
};

/** How many proxies stand in front, or which addresses they have; never "all", which would let any caller choose its address. */
export const proxies: Meaning<number | string[]> = (given) => {
  if (/^\d$/.test(given)) return Number(given);
  try {
    return networks(given);
  } catch {
    throw new Error('the number of proxies in front (such as 1) or a list of their networks (such as 10.0.0.0/8)');
  }
};

/** 32 bytes in base64 or base64url. */
const key: Meaning<Buffer> = (given) => {
  const bytes = /^[\w+/-]{43}=?$/.test(given) ? Buffer.from(given, 'base64') : Buffer.alloc(0);
  if (bytes.length === 32) return bytes;
  throw new Error('32 bytes in base64 (44 characters, for example from `openssl rand -base64 32`)');
};

/** One such key or several, separated by commas or blanks; the newest first. */
export const keys: Meaning<Buffer[]> = (given) => given.split(/[\s,]+/).map(key);
