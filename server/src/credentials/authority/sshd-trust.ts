import { DeploymentFailure } from '../deployment/authorized-keys.js';
import type { SshSession } from '../ssh/session.js';
import { sshdTrustCommand } from './sshd-trust.script.js';

const timeoutMs = 30_000;
const marked = /infrawatch-fleet: (\w+) ?(.*)/;

const refusals: Record<string, (what: string) => string> = {
  root: (user) => `only root changes what sshd trusts, and the login is as ${user}`,
  config: (why) => `sshd does not accept its configuration: ${why}`,
  taken: (path) => `somebody else's TrustedUserCAKeys stands in its configuration (${path})`,
  unread: (path) => `${path} reads no sshd_config.d, or something in it wins`,
  busy: () => 'somebody else is changing what sshd trusts',
  unwritable: (why) => `nothing can be written beside sshd_config: ${why}`,
  reload: (pid) => `sshd (${pid}) could not be told to read its configuration; what was changed is taken back`,
  input: () => 'the server did not hear what it was sent',
};

/** Has sshd trust the key for every user, by its own name. Whether the server was changed. @throws DeploymentFailure */
export function trustedBySshd(session: SshSession, directory: string, key: string, name: string): Promise<boolean> {
  return carriedOut(session, ['add', directory, key, `${key} ${name}`]);
}

/** The same taken back. @throws DeploymentFailure */
export function untrustedBySshd(session: SshSession, directory: string, key: string): Promise<boolean> {
  return carriedOut(session, ['remove', directory, key, '']);
}

async function carriedOut(session: SshSession, lines: string[]): Promise<boolean> {
  const { code, stdout, stderr } = await session.run(sshdTrustCommand, { input: `${lines.join('\n')}\n`, timeoutMs });
  const [, word = '', rest = ''] = marked.exec(stdout) ?? [];
  if (word === 'added' || word === 'removed') return true;
  if (word === 'present') return false;
  if (word !== 'refused') {
    const said = (stderr || stdout).trim().slice(0, 200);
    throw new DeploymentFailure('forced-command', `the server did not run what it was asked to (${code}): ${said}`);
  }
  const [reason = '', ...what] = rest.split(' ');
  throw new DeploymentFailure(`sshd-${reason}`, refusals[reason]?.(what.join(' ')) ?? rest);
}
