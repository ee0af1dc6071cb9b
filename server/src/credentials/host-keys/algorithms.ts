import type { ServerHostKeyAlgorithm } from 'ssh2';

/** Which signatures a key of each type makes (RFC 8709, 5656, 8332), best first. */
const algorithmsOf: Record<string, ServerHostKeyAlgorithm[]> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
};

/** The types of host keys that a login can verify. */
export const hostKeyTypes: readonly string[] = Object.keys(algorithmsOf);

/** What to ask a server for: the types that are known of it first, so that it shows a key that can be recognised. */
export function hostKeyAlgorithms(knownTypes: readonly string[]): ServerHostKeyAlgorithm[] {
  return [...new Set([...knownTypes, ...hostKeyTypes])].flatMap((type) => algorithmsOf[type] ?? []);
}
