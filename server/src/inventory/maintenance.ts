import { isoOf } from '../database/moment.js';
import type { Maintenance } from './health.dto.js';
import type { SearchField } from './search/field.js';
import { truth } from './search/kinds.js';

export function maintenanceOf({ windowId, from, until, reason }: Maintenance): Maintenance {
  return { windowId, from: isoOf(from), until: isoOf(until), reason };
}

/** The periods that run at a moment (SQL), as the end of a SELECT of `p`. */
export function runningAt(at: string): string {
  return `FROM maintenance_periods p WHERE p.from_at <= ${at} AND p.until_at > ${at}`;
}

const describe = 'It is in maintenance';

/** Asks the periods, which are few, and not each server of the fleet. */
export const maintenanceField: SearchField = {
  ...truth('', describe),
  condition: (operand, place, asking) => {
    const at = asking.at ? `${place(asking.at.toISOString())}::timestamptz` : 'now()';
    return truth(`s.id IN (SELECT p.server_id ${runningAt(at)})`, describe).condition(operand, place, asking);
  },
};
