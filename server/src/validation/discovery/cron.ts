import { CronTime } from 'cron';
import { BadRequest } from '../../http/domain-error.js';

/** The next moment after another that a cron expression of five fields means, in UTC. @throws BadRequest at `/schedule` */
export function nextAfter(expression: string, moment: Date): Date {
  if (expression.trim().split(/\s+/).length !== 5)
    throw refusal('must be a cron expression of five fields (minute, hour, day, month, weekday), such as `0 3 * * *`');
  try {
    return new CronTime(expression.trim(), 'UTC').getNextDateFrom(moment, 'UTC').toJSDate();
  } catch (error) {
    throw refusal(reasonOf((error as Error).message));
  }
}

function reasonOf(message: string): string {
  const [first = ''] = message.split('\n');
  return first.includes('No execution date') ? 'never comes true' : `is no cron expression: ${first}`;
}

function refusal(message: string): BadRequest {
  const fault = { pointer: '/schedule', code: 'schedule.invalid', message };
  return new BadRequest('request.invalid', `\`/schedule\` ${message}.`, [fault]);
}
