import { connect } from 'node:net';
import type { Client } from '../fleet.js';
import type { Pasted } from './pasted.js';

interface Given {
  plain: Pasted;
  encrypted: Pasted;
  /** Too short. */
  weak: Pasted;
  /** A passphrase that opens none of them. */
  wrong: string;
}

/** Bodies that are refused, each for a reason of its own; many have something secret where it does not belong. */
export function wrongImports({ plain, encrypted, weak, wrong }: Given): object[] {
  const { privateKey: text } = plain;
  const body = text.split('\n').slice(1, -2).join('\n');
  const importing = { kind: 'import', ...plain };
  return [
    { ...encrypted, kind: 'import', passphrase: wrong },
    { ...encrypted, kind: 'import', passphrase: undefined },
    { ...weak, kind: 'import' },
    { ...importing, privateKey: body },
    { ...importing, privateKey: text.slice(0, -60) },
    { ...importing, privateKey: text.replace(/[a-z]/g, 'A') + body },
    { ...importing, privateKey: text + text },
    { ...importing, privateKey: [text], passphrase: { wrong } },
    { ...importing, privateKey: undefined, private_key: text, [body]: true },
    { ...importing, kind: text },
    { ...importing, kind: 'generate', algorithm: text, passphrase: wrong },
    { ...importing, name: text },
    { ...importing, comment: text },
    { ...importing, publicKey: text },
    { ...importing, expiresAt: text, rotateEveryDays: text },
    { ...importing, passphrase: `${wrong}\0` },
    { ...importing, passphrase: wrong.repeat(99) },
  ];
}

/** The connection ends in the middle of the key. */
export async function cutOff(admin: Client, body: string): Promise<void> {
  const { hostname, port } = new URL(admin.url);
  const socket = connect(Number(port), hostname);
  const head = [
    'POST /api/v1/credentials HTTP/1.1',
    `Host: ${hostname}`,
    `Authorization: Bearer ${admin.token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  await new Promise((sent) => socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, body.length / 2)}`, sent));
  socket.destroy();
}
