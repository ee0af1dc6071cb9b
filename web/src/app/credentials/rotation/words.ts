import { RotationTurn } from '../../api/rotations-api';
import { Rotation, RotationStatus, RotationStep } from '../../api/wire';
import { counted } from '../../ui/number';
import { clockOf } from '../../ui/time';
import { Tally, tallyOf } from './tally';

export const wordsOfStatus: Record<RotationStatus, string> = {
  running: 'under way',
  waiting: 'waits for servers',
  paused: 'paused',
  halted: 'halted',
  failed: 'ended with failures',
  finished: 'finished',
  cancelled: 'cancelled',
  'rolling-back': 'rolling back',
  'rolled-back': 'rolled back',
};

/** What is so of a server once it came to a step. */
export const wordsOfStep: Record<RotationStep, string> = {
  pending: 'not begun',
  placing: 'the old key works',
  placed: 'the new key is added',
  verified: 'the new key works',
  switched: 'the new key is used',
  removing: 'the old key is about to go',
  removed: 'the old key is taken away',
  done: 'the old key is refused',
  restoring: 'the old key is put back',
  restored: 'the old key works again',
  withdrawing: 'the new key is about to go',
  'rolled-back': 'the new key is refused',
};

const turnsFrom: Record<RotationTurn, readonly RotationStatus[]> = {
  pause: ['running'],
  resume: ['paused', 'halted', 'failed'],
  cancel: ['running', 'paused', 'halted', 'waiting'],
  rollback: ['running', 'paused', 'halted', 'waiting', 'finished', 'failed', 'cancelled'],
  finish: ['finished', 'failed', 'cancelled'],
};

/** What may be done to it now. Who is on the way back neither turns back again nor stops in between. */
export function turnsOf({ status, direction, closedAt }: Rotation): RotationTurn[] {
  const isBack = direction === 'backwards';
  return (Object.keys(turnsFrom) as RotationTurn[]).filter((turn) => {
    if (!turnsFrom[turn].includes(status)) return false;
    if (turn === 'rollback') return !isBack && closedAt === null;
    if (turn === 'finish') return closedAt === null;
    return turn !== 'cancel' || !isBack;
  });
}

/** Until when the old keys are kept; nothing while it is not over, or when they are forgotten. */
export function keptUntil({ endedAt, closedAt, keepOldHours }: Rotation): number | null {
  return endedAt === null || closedAt !== null ? null : Date.parse(endedAt) + keepOldHours * 3_600_000;
}

/** What happens next, in a sentence or two. */
export function nextOf(rotation: Rotation, now: number): string {
  const tally = tallyOf(rotation.waves, rotation.direction);
  return says[rotation.status](rotation, tally, now);
}

const says: Record<RotationStatus, (rotation: Rotation, tally: Tally, now: number) => string> = {
  running: (rotation, tally) => `${waveUnderWay(rotation)} ${toGo(tally)}`,
  waiting: waitingFor,
  paused: () => 'Nobody is touched until it is resumed. Servers in the middle know both keys, and can be logged in to.',
  halted: (_, { failed }) =>
    failed === 0
      ? 'Nobody else is touched until it is resumed, or rolled back.'
      : 'Nobody else is touched. Look at what stands in the way of those that failed; then resume it, which tries them again, or roll it back.',
  failed: (rotation, { failed }, now) => {
    const [there, them] = failed === 1 ? ['there', 'it'] : ['at each', 'them'];
    const what = `${counted(failed, 'server')} failed: what stands in the way is said ${there}.`;
    return joined(what, `Resume tries ${them} again.`, wayBack(rotation, now));
  },
  finished: (rotation, { done, skipped }, now) =>
    `${counted(done, 'server')} ${done === 1 ? 'has' : 'have'} the new key, and ${done === 1 ? 'refuses' : 'refuse'} the old one.${leftAlone(skipped)} ${wayBack(rotation, now)}`,
  cancelled: (rotation, tally, now) => `No further server is touched. ${whoHasWhat(tally)} ${wayBack(rotation, now)}`,
  'rolling-back': (_, tally) => `Each server gets its old key back, and loses the new one. ${toGo(tally)}`,
  'rolled-back': (_, { done, skipped }) =>
    `${counted(done, 'server')} ${done === 1 ? 'knows' : 'know'} the old key, and not the new one.${leftAlone(skipped)}`,
};

function joined(...sentences: string[]): string {
  return sentences.filter((each) => each !== '').join(' ');
}

function waveUnderWay({ waves, direction }: Rotation): string {
  const isToDo = ({ pending, 'under way': underWay }: Tally) => pending + underWay > 0;
  const here = waves.find((wave) => isToDo(tallyOf([wave], direction)));
  if (!here) return 'It comes to its end.';
  if (here.wave > 0) return `Wave ${here.wave + 1} of ${waves.length} is under way.`;
  return waves.length === 1
    ? 'All servers are in one wave.'
    : 'The canary is under way; the others follow when it works.';
}

function toGo({ pending, 'under way': underWay }: Tally): string {
  return `${counted(pending + underWay, 'server')} to go.`;
}

function waitingFor({ waves, direction }: Rotation, { waiting, pending, failed }: Tally): string {
  const [are, each] = waiting === 1 ? ['is', 'it'] : ['are', 'each'];
  const end = direction === 'forwards' ? 'is finished' : 'gets its old key back';
  const isCanaryDown = direction === 'forwards' && pending > 0 && tallyOf(waves.slice(0, 1), direction).done === 0;
  const others = isCanaryDown
    ? ` Nobody of the canary wave answers: the other ${counted(pending, 'server')} follow when one does.`
    : '';
  const trouble = failed > 0 ? ` ${counted(failed, 'server')} failed; what stands in the way is said at each.` : '';
  return `${counted(waiting, 'server')} ${are} down; ${each} ${end} when it answers again.${others}${trouble}`;
}

function whoHasWhat({ done, pending, skipped, waiting, failed, 'under way': underWay }: Tally): string {
  const middle = underWay + waiting + failed;
  const parts = [
    `${counted(done, 'server')} ${done === 1 ? 'has' : 'have'} the new key`,
    ...(middle > 0 ? [`${counted(middle, 'server')} stopped on the way`] : []),
    ...(pending > 0 ? [`${counted(pending, 'server')} ${pending === 1 ? 'has' : 'have'} the old one`] : []),
  ];
  return `${parts.join(', ')}.${leftAlone(skipped)}`;
}

function leftAlone(skipped: number): string {
  return skipped > 0
    ? ` ${counted(skipped, 'server')} ${skipped === 1 ? 'was' : 'were'} decommissioned or deleted meanwhile.`
    : '';
}

function wayBack(rotation: Rotation, now: number): string {
  if (rotation.direction === 'backwards') return '';
  const until = keptUntil(rotation);
  if (until === null) return 'The way back is closed.';
  return `Until ${clockOf(until, now)} UTC it can be rolled back; then the old keys are forgotten.`;
}
