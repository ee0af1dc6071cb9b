import { Rotation, RotationPlan, RotationServer, RotationWave } from '../app/api/wire';
import { admin, noon } from './fixtures';

/** Waves as a notation: `done 1 | done 2, waiting 1`. */
export function wavesOf(text: string): RotationWave[] {
  return text.split(' | ').map((part, wave) => {
    const states = Object.fromEntries(
      part.split(', ').map((each) => {
        const [state = '', count] = each.split(' ');
        return [state, Number(count)];
      }),
    );
    return { wave, total: Object.values(states).reduce((sum, count) => sum + count, 0), states };
  });
}

/** Of version 1 to 2, with its servers where `waves` says. */
export function aRotation(waves: string, over: Partial<Rotation> = {}): Rotation {
  const parts = wavesOf(waves);
  return {
    id: 'id-rotation',
    credentialId: 'id-fleet',
    credentialName: 'fleet',
    fromVersion: 1,
    toVersion: 2,
    status: 'running',
    direction: 'forwards',
    because: null,
    reason: null,
    failureBudget: 1,
    keepOldHours: 24,
    total: parts.reduce((sum, { total }) => sum + total, 0),
    waves: parts,
    jobId: 'id-job',
    requestedBy: admin.email,
    createdAt: noon,
    endedAt: null,
    closedAt: null,
    ...over,
  };
}

export function aRotationServer(hostname: string, over: Partial<RotationServer> = {}): RotationServer {
  return {
    serverId: `id-${hostname}`,
    hostname,
    wave: 0,
    state: 'done',
    step: 'done',
    code: null,
    message: null,
    oldVersion: 1,
    attempts: 0,
    triedAt: null,
    changedAt: noon,
    ...over,
  };
}

/** The waves of a plan by the names of their servers; a name with a `!` does not answer. */
export function aPlan(waves: string[][], over: Partial<RotationPlan> = {}): RotationPlan {
  const names = waves.flat();
  return {
    credentialId: 'id-fleet',
    fromVersion: 1,
    toVersion: 2,
    algorithm: 'ed25519',
    bits: null,
    total: names.length,
    unreachable: names.filter((name) => name.endsWith('!')).length,
    failureBudget: 1,
    waves: waves.map((servers, wave) => ({
      wave,
      total: servers.length,
      servers: servers.map((name) => ({
        serverId: `id-${name.replace('!', '')}`,
        hostname: name.replace('!', ''),
        site: null,
        environment: null,
        health: name.endsWith('!') ? 'unhealthy' : 'healthy',
        isReachable: !name.endsWith('!'),
        knownVersions: [1],
      })),
    })),
    leftOut: [],
    underWay: null,
    ...over,
  };
}
