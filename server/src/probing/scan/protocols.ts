import type { StarttlsProtocol } from '../tls/starttls.js';

/** A protocol that was recognised by what a peer said. */
export interface Heard {
  service: string;
  /** What the protocol makes of what was said, where the first line is not it. */
  banner?: string;
  /** How it is asked for its certificate. */
  starttls?: StarttlsProtocol;
}

interface Greeting extends Omit<Heard, 'banner'> {
  is: RegExp;
}

/** What peers say unasked. The first that fits counts. */
const greetings: Greeting[] = [
  { service: 'ssh', is: /^SSH-\d/ },
  { service: 'smtp', is: /^220[ -][^\n]*\b(?:E?SMTP|Postfix|Exim|Sendmail|Exchange)\b/i, starttls: 'smtp' },
  { service: 'ftp', is: /^220[ -][^\n]*(?:FTP|FileZilla)/i },
  { service: 'imap', is: /^\* (?:OK|PREAUTH|BYE)\b/, starttls: 'imap' },
  { service: 'pop3', is: /^\+OK\b/ },
  { service: 'nntp', is: /^20[01] [^\n]*(?:NNTP|InterNetNews|news)/i },
  { service: 'vnc', is: /^RFB \d{3}\.\d{3}/ },
  { service: 'rsync', is: /^@RSYNCD:/ },
  { service: 'amqp', is: /^AMQP/ },
  { service: 'nats', is: /^INFO \{/ },
  { service: 'zookeeper', is: /^Zookeeper/i },
  // Negotiation of options (RFC 854): "do", "will".
  { service: 'telnet', is: /^\xff[\xfb-\xfe]/ },
];

/** The protocol of a peer that spoke first. */
export function heardIn(said: Buffer): Heard | undefined {
  const mysql = mysqlIn(said);
  if (mysql) return mysql;
  const text = said.toString('latin1');
  const found = greetings.find(({ is }) => is.test(text));
  return found && { service: found.service, starttls: found.starttls };
}

/** MySQL's protocol, "Protocol::Handshake": length (3), sequence (1), version of the protocol, then the server's as text; or why not. */
function mysqlIn(said: Buffer): Heard | undefined {
  if (said.length < 6 || said.readUIntLE(0, 3) > 1_024 || said[3] !== 0) return undefined;
  if (said[4] === 10) {
    const end = said.indexOf(0, 5);
    return { service: 'mysql', banner: said.toString('latin1', 5, end < 0 ? undefined : end), starttls: 'mysql' };
  }
  const text = said.toString('latin1', 7);
  return said[4] === 0xff && /host|connection|mysql|mariadb/i.test(text)
    ? { service: 'mysql', banner: text }
    : undefined;
}

/** What a peer that is silent can be asked, in a protocol in which the answer cannot be anything else. */
export interface Question extends Heard {
  say: Buffer;
  isAnswer: (said: Buffer) => boolean;
  isEnough?: (said: Buffer) => boolean;
}

const startsWith = (pattern: RegExp) => (said: Buffer) => pattern.test(said.toString('latin1'));

export const questions: Question[] = [
  {
    service: 'redis',
    say: Buffer.from('PING\r\n'),
    isAnswer: startsWith(/^(?:\+PONG|-NOAUTH |-NOPERM |-DENIED Redis|-LOADING |-MASTERDOWN )/),
  },
  {
    // "SSL Session Encryption": one byte, or an error in its oldest form.
    service: 'postgres',
    starttls: 'postgres',
    say: Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]),
    isEnough: (said) => said.length > 0,
    isAnswer: (said) =>
      (said.length === 1 && (said[0] === 0x53 || said[0] === 0x4e)) || (said[0] === 0x45 && said[1] === 0),
  },
  { service: 'memcached', say: Buffer.from('version\r\n'), isAnswer: startsWith(/^VERSION \d/) },
];

/** What is customary at a number (IANA's registry, and the defaults of what people run). It is a hint, never a finding. */
const customary: Record<number, string> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'dns',
  80: 'http',
  88: 'kerberos',
  110: 'pop3',
  111: 'rpcbind',
  135: 'msrpc',
  139: 'netbios',
  143: 'imap',
  179: 'bgp',
  389: 'ldap',
  443: 'https',
  445: 'smb',
  465: 'smtps',
  515: 'lpd',
  587: 'smtp',
  631: 'ipp',
  636: 'ldaps',
  873: 'rsync',
  902: 'vmware',
  993: 'imaps',
  995: 'pop3s',
  1433: 'mssql',
  1521: 'oracle',
  1883: 'mqtt',
  2049: 'nfs',
  2181: 'zookeeper',
  2375: 'docker',
  2376: 'docker',
  2379: 'etcd',
  2380: 'etcd',
  3128: 'squid',
  3260: 'iscsi',
  3306: 'mysql',
  3389: 'rdp',
  4222: 'nats',
  5432: 'postgres',
  5672: 'amqp',
  5900: 'vnc',
  5985: 'winrm',
  5986: 'winrm',
  6379: 'redis',
  6443: 'kubernetes',
  8080: 'http',
  8443: 'https',
  9042: 'cassandra',
  9092: 'kafka',
  9200: 'elasticsearch',
  10250: 'kubelet',
  11211: 'memcached',
  27017: 'mongodb',
};

/** `postgres?` */
export function customaryAt(port: number): string | null {
  const service = customary[port];
  return service === undefined ? null : `${service}?`;
}

/** The client of these waits for the server to speak. */
const speakFirst = [21, 22, 23, 25, 110, 143, 587, 873, 3306, 4222, 5900];
const secureFirst = [443, 465, 636, 993, 995, 2376, 2379, 5986, 6443, 8006, 8443, 9443, 10250];

export function speaksFirst(port: number): boolean {
  return speakFirst.includes(port);
}

/** In which order a silent peer is asked: by its number first, the web next. */
export function orderAt(port: number): string[] {
  const first = questions.find(({ service }) => service === customary[port])?.service;
  const web = secureFirst.includes(port) ? ['tls', 'http'] : ['http', 'tls'];
  return [...new Set([...(first ? [first] : []), ...web, ...questions.map(({ service }) => service)])];
}

/** Some printers print whatever comes to these ports. */
export function mayPrint(port: number): boolean {
  return port >= 9100 && port <= 9107;
}
