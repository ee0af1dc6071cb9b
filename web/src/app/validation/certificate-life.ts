import { VerdictTone } from '../ui/verdict-line';

/** Fewer days than a check warns of by itself. */
export const fewDays = 14;

interface Life {
  tone: VerdictTone;
  /** How much of its time has gone, 0 to 1. */
  spent: number;
}

/** How far a certificate is on its way from its first to its last day. */
export function lifeOf(
  { validFrom, validTo, daysLeft }: { validFrom: string; validTo: string; daysLeft: number },
  now: number,
): Life {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  const spent = to > from ? Math.min(1, Math.max(0, (now - from) / (to - from))) : 1;
  const isOver = now > to || now < from;
  return { spent, tone: isOver ? 'unhealthy' : daysLeft < fewDays ? 'degraded' : 'healthy' };
}
