import ssh2 from 'ssh2';
import { hostKeyOf, type HostKey } from '../../probing/ssh/ssh.look.js';
import { hostKeyTypes } from './algorithms.js';

/**
 * The host key of `ssh-ed25519 AAAA… comment`, or why it is none.
 * What it calls itself and what its bytes say must be the same.
 */
export function hostKeyIn(type: string, base64: string): HostKey | string {
  if (type.includes('-cert-')) return 'is a certificate, not a key';
  if (!hostKeyTypes.includes(type)) return `is of the type \`${type}\`, which is not known here`;
  if (!/^[\w+/]+={0,2}$/.test(base64)) return 'is not in base64';
  const blob = Buffer.from(base64, 'base64');
  if (blob.length < 4 + type.length || blob.readUInt32BE(0) !== type.length) return `holds no ${type} key`;
  const parsed = ssh2.utils.parseKey(`${type} ${blob.toString('base64')}`);
  if (parsed instanceof Error || parsed.isPrivateKey()) return `holds no ${type} key`;
  // Bytes that follow the key would make a second fingerprint of it.
  if (!parsed.getPublicSSH().equals(blob)) return `holds no ${type} key`;
  const key = hostKeyOf(blob);
  return key.type === type ? key : `calls itself ${type} and is ${key.type}`;
}
