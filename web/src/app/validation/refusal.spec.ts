import { Problem } from '../api/problem';
import { settingOf } from './refusal';

const refused = (detail: string, code = 'policy.denied'): Problem => ({
  status: 403,
  code,
  title: 'Forbidden',
  detail,
  requestId: null,
  retryAfterSeconds: null,
  errors: [],
});

test.each([
  [
    'The probe policy refuses this: not allowed: 127.0.0.1 is loopback; FLEET_PROBE_ALLOW=127.0.0.1/32 would allow it.',
    { name: 'FLEET_PROBE_ALLOW', value: '127.0.0.1/32' },
  ],
  [
    'The probe policy refuses this: not allowed: ::1 is loopback; FLEET_PROBE_ALLOW=::1/128 would allow it.',
    { name: 'FLEET_PROBE_ALLOW', value: '::1/128' },
  ],
  [
    'The probe policy refuses this: not allowed: 10.1.2.3 is in FLEET_PROBE_DENY.',
    { name: 'FLEET_PROBE_DENY', value: null },
  ],
])('%s', (detail, setting) => {
  expect(settingOf(refused(detail))).toEqual(setting);
  expect(settingOf(refused(detail, 'auth.forbidden'))).toBeNull();
});
