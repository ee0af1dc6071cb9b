import type { Prober } from '../prober.js';
import { up } from '../seen.js';
import { isSshFinding, sshLook, type SshLook } from './ssh.look.js';

/** Up when an SSH server shows its host key. Whether it is the right one is for whoever logs in to say. */
export const sshProber: Prober<SshLook> = {
  type: 'ssh',
  async probe(dialler, { host }, settings) {
    const finding = await sshLook(dialler, host, settings);
    if (!isSshFinding(finding)) return finding;
    const { banner, hostKey, dnsMs, connectMs, handshakeMs } = finding;
    const observed = { banner, hostKey: { type: hostKey.type, fingerprint: hostKey.fingerprint } };
    return up('ssh', banner, dnsMs + connectMs + handshakeMs, observed);
  },
};
