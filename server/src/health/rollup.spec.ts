import type { HealthStatus } from '../inventory/health.dto.js';
import { verdictOf, type JudgedCheck } from './rollup.js';

const check = (status: HealthStatus, more: Partial<JudgedCheck> = {}): JudgedCheck => ({
  name: 'tcp 22',
  status,
  severity: 'critical',
  history: status === 'unhealthy' ? 0b111111 : 1,
  unseen: 0,
  code: 'c',
  message: status === 'unhealthy' ? 'connection refused' : 'connected',
  latencyMs: 4,
  failAfter: 3,
  recoverAfter: 2,
  warnMs: null,
  ...more,
});

test.each<[string, JudgedCheck[], HealthStatus, string]>([
  ['one healthy check', [check('healthy')], 'healthy', 'tcp 22: connected'],
  ['all healthy', [check('healthy'), check('healthy', { name: 'http 80' })], 'healthy', 'all 2 checks pass'],
  [
    'the worst decides',
    [check('healthy'), check('unhealthy', { name: 'http 80', message: 'answered 503' })],
    'unhealthy',
    'http 80: answered 503, 3 of 3',
  ],
  [
    'a warning only degrades',
    [check('healthy'), check('unhealthy', { name: 'http 80', severity: 'warning' })],
    'degraded',
    'http 80: connection refused, 3 of 3',
  ],
  [
    'unknown is worse than healthy',
    [check('healthy'), check('unknown', { message: null })],
    'unknown',
    'tcp 22: not checked yet',
  ],
  [
    'degraded is worse than unknown',
    [check('unknown'), check('degraded', { latencyMs: 213.7, warnMs: 100 })],
    'degraded',
    'tcp 22: 214 ms, warns over 100 ms',
  ],
  [
    'a good answer of an ill server is not told as its fault',
    [check('unhealthy', { history: 0b111101, message: 'answered 200' })],
    'unhealthy',
    'tcp 22: answered 200 again, recovers after 2 in a row',
  ],
  [
    'nor is a fast one',
    [check('degraded', { history: 0b101001, latencyMs: 12, warnMs: 100 })],
    'degraded',
    'tcp 22: fast again (12 ms), recovers after 2 in a row',
  ],
  [
    'what is answered, and poor, is told as it is',
    [check('degraded', { history: 0b101010, message: 'the certificate is valid for 3 days more' })],
    'degraded',
    'tcp 22: the certificate is valid for 3 days more',
  ],
  [
    'also when speed matters too',
    [check('degraded', { history: 0b101010, warnMs: 100, message: 'the certificate is valid for 3 days more' })],
    'degraded',
    'tcp 22: the certificate is valid for 3 days more',
  ],
  ['the first look counts alone', [check('unhealthy', { history: 0b11 })], 'unhealthy', 'tcp 22: connection refused'],
])('%s', (_, checks, status, reason) => {
  expect(verdictOf(checks, false)).toMatchObject({ status, reason });
});

test('the cause stays while only the latency moves', () => {
  const slow = (latencyMs: number) => verdictOf([check('degraded', { latencyMs, warnMs: 100 })], false).cause;
  expect(slow(214)).toBe(slow(350));
});
