import type { Socket } from 'node:net';
import { Reading, Unexpected } from '../reading.js';

export const starttlsProtocols = ['smtp', 'imap', 'postgres', 'mysql', 'ldap'] as const;
export type StarttlsProtocol = (typeof starttlsProtocols)[number];

/** Asks a peer that speaks in the clear to go on with TLS. When it resolves, the handshake may begin. @throws Unexpected */
export async function askForTls(socket: Socket, protocol: StarttlsProtocol): Promise<void> {
  const reading = new Reading(socket);
  try {
    await preludes[protocol](socket, reading);
  } finally {
    reading.release();
  }
  // What was said in the clear must not be taken for what is said under TLS.
  if (reading.unread > 0) throw new Unexpected('the peer goes on in the clear after it agreed to TLS');
}

const preludes: Record<StarttlsProtocol, (socket: Socket, reading: Reading) => Promise<void>> = {
  /** RFC 3207. */
  async smtp(socket, reading) {
    expectReply(await smtpReply(reading), '220', 'greeting');
    socket.write('EHLO infrawatch-fleet\r\n');
    const abilities = await smtpReply(reading);
    expectReply(abilities, '250', 'answer to EHLO');
    if (!abilities.some((line) => /^250[ -]STARTTLS\b/i.test(line)))
      throw new Unexpected('the SMTP server offers no STARTTLS');
    socket.write('STARTTLS\r\n');
    expectReply(await smtpReply(reading), '220', 'answer to STARTTLS');
  },
  /** RFC 9051, section 6.2.1. */
  async imap(socket, reading) {
    const greeting = await reading.line();
    if (!greeting.startsWith('* ')) throw new Unexpected(`the greeting is not IMAP: ${quoted(greeting)}`);
    socket.write('a STARTTLS\r\n');
    for (;;) {
      const line = await reading.line();
      if (/^a OK\b/i.test(line)) return;
      if (!line.startsWith('* ')) throw new Unexpected(`the IMAP server refuses STARTTLS: ${quoted(line)}`);
    }
  },
  /** PostgreSQL's protocol, "SSL Session Encryption": SSLRequest, answered by one byte. */
  async postgres(socket, reading) {
    socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
    const [answer] = await reading.bytes(1);
    if (answer === 0x4e) throw new Unexpected('the PostgreSQL server has TLS switched off');
    if (answer !== 0x53) throw new Unexpected('the answer is not PostgreSQL');
  },
  /** MySQL's protocol, "SSLRequest": after the server's greeting, a handshake response that ends with the flags. */
  async mysql(socket, reading) {
    const [low = 0, middle = 0, high = 0, sequence = 0] = await reading.bytes(4);
    const greeting = await reading.bytes(Math.min(low + (middle << 8) + (high << 16), 4_096));
    if (greeting[0] !== 10) throw new Unexpected('the greeting is not MySQL');
    const afterVersion = greeting.indexOf(0, 1) + 1;
    // Thread id (4), first part of the nonce (8), filler (1), then the lower half of what the server can do.
    const abilities =
      afterVersion > 0 && greeting.length >= afterVersion + 15 ? greeting.readUInt16LE(afterVersion + 13) : 0;
    if ((abilities & mysqlTls) === 0) throw new Unexpected('the MySQL server has TLS switched off');
    const request = Buffer.alloc(36);
    request.writeUIntLE(32, 0, 3);
    request.writeUInt8(sequence + 1, 3);
    request.writeUInt32LE(mysqlTls | mysqlProtocol41 | mysqlSecureConnection, 4);
    request.writeUInt32LE(0x01_00_00_00, 8);
    request.writeUInt8(45, 12); // utf8mb4_general_ci
    socket.write(request);
  },
  /** RFC 4511, section 4.14: an extended request with the name 1.3.6.1.4.1.1466.20037, answered by a result code. */
  async ldap(socket, reading) {
    const name = Buffer.from('1.3.6.1.4.1.1466.20037');
    const request = Buffer.concat([Buffer.from([0x77, name.length + 2, 0x80, name.length]), name]);
    socket.write(Buffer.concat([Buffer.from([0x30, request.length + 3, 0x02, 0x01, 0x01]), request]));
    const [tag, length = 0] = await reading.bytes(2);
    const size =
      length < 0x80 ? length : (await reading.bytes(length & 0x7f)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (tag !== 0x30 || size > 4_096) throw new Unexpected('the answer is not LDAP');
    const answer = await reading.bytes(size);
    // Message id (3 bytes), then the extended response, whose first element is the result code.
    const result = answer.indexOf(Buffer.from([0x0a, 0x01]), 3);
    if (answer[3] !== 0x78 || result < 0) throw new Unexpected('the answer is not LDAP');
    const code = answer[result + 2];
    if (code !== 0) throw new Unexpected(`the LDAP server refuses StartTLS (result ${code})`);
  },
};

const mysqlTls = 0x0800;
const mysqlProtocol41 = 0x0200;
const mysqlSecureConnection = 0x8000;

async function smtpReply(reading: Reading): Promise<string[]> {
  const lines: string[] = [];
  do {
    lines.push(await reading.line());
  } while (/^\d{3}-/.test(lines.at(-1) ?? ''));
  return lines;
}

function expectReply(lines: string[], code: string, what: string): void {
  const [first = ''] = lines;
  if (!first.startsWith(code)) throw new Unexpected(`the ${what} is not SMTP's ${code}: ${quoted(first)}`);
}

function quoted(line: string): string {
  return `"${line.replace(/[^\x20-\x7e]/g, '.').slice(0, 80)}"`;
}
