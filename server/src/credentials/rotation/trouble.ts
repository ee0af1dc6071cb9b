import { DomainError } from '../../http/domain-error.js';
import { DeploymentFailure } from '../deployment/authorized-keys.js';
import { LoginFailure } from '../ssh/phases.js';
import type { TroubleKind } from './steps.js';

/** What keeps a server from its next step. */
export interface Trouble {
  kind: TroubleKind;
  code: string;
  message: string;
}

/** The server answered, and what it did is not what a rotation needs. */
export class StepFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The connection ended, or the time did, while something was carried out: whether it was is not known. */
export class Interruption extends Error {}

/** Nobody answered, or not to the end: that says nothing of any key, and may be otherwise later. */
const away = new Set(['refused', 'reset', 'timeout', 'unreachable', 'dns', 'closed', 'local', 'busy']);

/** Nobody logs in there any more. */
const gone: Record<string, string> = {
  'server.not-found': 'the server was deleted',
  'server.decommissioned': 'the server was decommissioned',
};

/** What an error of a step means for its server. What is not known is a failure too, and says so; it is for the log as well. */
export function troubleOf(error: unknown): Trouble & { isUnknown?: boolean } {
  const { message } = error as Error;
  if (isRefusal(error)) return { kind: 'failed', code: 'auth', message };
  if (error instanceof LoginFailure)
    return { kind: away.has(error.code) ? 'waiting' : 'failed', code: error.code, message };
  if (error instanceof DeploymentFailure)
    return { kind: error.code === 'busy' ? 'waiting' : 'failed', code: error.code, message };
  if (error instanceof Interruption) return { kind: 'waiting', code: 'interrupted', message };
  if (error instanceof StepFailure) return { kind: 'failed', code: error.code, message };
  if (error instanceof DomainError) {
    const why = gone[error.code];
    if (why !== undefined) return { kind: 'skipped', code: error.code.replace('server.', ''), message: why };
    return { kind: 'failed', code: error.code, message };
  }
  const ours = 'something went wrong on our side; the log names the server';
  return { kind: 'failed', code: 'internal', message: ours, isUnknown: true };
}

/**
 * Whether a login with a single key failed because the server does not take it. Nothing else proves that it would not. With
 * `MaxAuthTries 1` OpenSSH says so by ending the connection.
 */
export function isRefusal(error: unknown): boolean {
  return error instanceof LoginFailure && refusals.has(error.code);
}

const refusals = new Set(['auth', 'too-many-tries']);
