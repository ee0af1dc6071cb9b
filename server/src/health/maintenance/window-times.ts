import { BadRequest, type Fault } from '../../http/domain-error.js';
import { instantIn } from '../../http/instant.js';

/** What was asked for, as it was spelt; without `from` it begins at once. */
export interface WantedTimes {
  from?: string;
  until: string;
}

/**
 * Refuses a window of which nothing lies ahead, and one that begins before it was asked for: what was measured and told
 * until now stays as it was.
 * @throws BadRequest naming each fault below `parent`
 */
export function requireAhead({ from, until }: WantedTimes, now: Date, parent = ''): void {
  const [begins, ends] = [from === undefined ? now : instantIn(from), instantIn(until)];
  const faults: Fault[] = [];
  const refuse = (name: string, code: string, message: string) =>
    faults.push({ pointer: `${parent}/${name}`, code, message });
  if (begins && begins < now) refuse('from', 'maintenance.from-past', 'must not be in the past; left out, it is now');
  if (ends && ends <= now) refuse('until', 'maintenance.until-past', 'must be in the future');
  else if (begins && ends && ends <= begins) refuse('until', 'maintenance.until-before-from', 'must be after `from`');
  if (faults.length === 0) return;
  const places = faults.map(({ pointer, message }) => `\`${pointer}\` ${message}`).join('; ');
  throw new BadRequest('request.invalid', `${places}.`, faults);
}
