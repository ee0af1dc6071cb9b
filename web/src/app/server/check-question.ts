import { Answered, CheckType, Question } from '../api/wire';
import { CheckDraft, answerOf, numberOf, textOf } from './check-draft';
import { linesOf } from './form-rules';
import { Draft } from './draft';
import { phasesOf, tookMs } from './phases';

/** Where a check that is being typed would look. */
export type Target = Pick<Draft, 'hostname' | 'ipAddress' | 'sshPort'>;

/** What a look once says of what the monitor would. */
export interface Said {
  tone: 'healthy' | 'degraded' | 'unhealthy';
  message: string;
  tookMs: number | null;
}

/** The same look as the check's, once and now; null while it is not known where to. */
export function questionOf(check: CheckDraft, target: Target): Question | null {
  const host = textOf(target.ipAddress) ?? textOf(target.hostname);
  // A login needs a key, which only the monitor may use.
  if (check.type === 'telemetry') return null;
  if (host === null || (check.type === 'dns' && textOf(target.hostname) === null)) return null;
  return asking[check.type](check, { ...target, host });
}

/** The verdict as the check would have it: a certificate that ends soon is a warning. */
export function saidOf(check: CheckDraft, answered: Answered): Said {
  const { verdict } = answered;
  const took = tookMs(phasesOf(answered));
  const said = (tone: Said['tone'], message = verdict.message): Said => ({ tone, message, tookMs: took });
  if (!verdict.ok) return said('unhealthy');
  const warnDays = numberOf(check.warnDays) ?? usualWarnDays;
  if ('daysLeft' in verdict && verdict.daysLeft !== null && verdict.daysLeft < warnDays)
    return said('degraded', `${verdict.message}, fewer than ${warnDays}`);
  const warnMs = numberOf(check.warnMs);
  return warnMs !== null && took !== null && took > warnMs
    ? said('degraded', `${verdict.message}, slower than ${warnMs} ms`)
    : said('healthy');
}

const usualWarnDays = 14;
const asking: Record<
  Exclude<CheckType, 'telemetry'>,
  (check: CheckDraft, target: Target & { host: string }) => Question
> = {
  tcp: (check, { host, sshPort }) => ({
    validator: 'tcp',
    asked: { host, port: portOf(check, sshPort), ...within(check) },
  }),
  http: (check, { host }) => ({
    validator: 'http',
    asked: {
      url: urlOf(check, host),
      followRedirects: false,
      http2: false,
      ...optional('expect', answerOf(check)),
      ...within(check),
    },
  }),
  tls: (check, { host, hostname }) => ({
    validator: 'tls',
    asked: {
      host,
      ...optional('port', numberOf(check.port)),
      ...optional('servername', textOf(check.servername) ?? textOf(hostname)),
      ...optional('starttls', check.starttls || null),
      ...within(check),
    },
  }),
  ssh: (check, { host, sshPort }) => ({
    validator: 'ssh',
    asked: { host, port: portOf(check, sshPort), ...within(check) },
  }),
  dns: (check, { hostname }) => {
    const { record, records } = check;
    const expected = linesOf(records);
    return {
      validator: 'dns',
      asked: { name: hostname.trim(), record, ...(expected.length > 0 && { expect: expected }), ...within(check) },
    };
  },
  icmp: (check, { host }) => ({ validator: 'icmp', asked: { host, ...within(check) } }),
};

const longestMs = 30_000;

function within({ timeoutMs }: CheckDraft): { timeoutMs?: number } {
  const ms = numberOf(timeoutMs);
  return ms === null ? {} : { timeoutMs: Math.min(ms, longestMs) };
}

function portOf({ port }: CheckDraft, sshPort: string): number {
  return numberOf(port) ?? numberOf(sshPort) ?? 22;
}

function urlOf({ tls, port, path }: CheckDraft, host: string): string {
  const place = host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${place}${port.trim() === '' ? '' : `:${port.trim()}`}${path || '/'}`;
}

function optional<Name extends string, Value>(name: Name, value: Value | null): Partial<Record<Name, Value>> {
  return (value === null ? {} : { [name]: value }) as Partial<Record<Name, Value>>;
}
