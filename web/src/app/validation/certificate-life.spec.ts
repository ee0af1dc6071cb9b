import { lifeOf } from './certificate-life';

const day = (text: string) => `${text}T00:00:00.000Z`;
const year = { validFrom: day('2026-01-01'), validTo: day('2027-01-01') };

test.each([
  ['half of it', day('2026-07-02'), 183, { spent: 182 / 365, tone: 'healthy' }],
  ['its last days', day('2026-12-20'), 12, { spent: 353 / 365, tone: 'degraded' }],
  ['it is over', day('2027-02-01'), -31, { spent: 1, tone: 'unhealthy' }],
  ['it has not begun', day('2025-12-01'), 396, { spent: 0, tone: 'unhealthy' }],
])('%s', (_, now, daysLeft, life) => expect(lifeOf({ ...year, daysLeft }, Date.parse(now))).toEqual(life));
