import { expect, test } from '@jest/globals';
import { refusalOf, type Attempt, type Ending } from './refusals.js';

const attempt: Attempt = {
  phase: 'auth',
  user: 'root',
  offered: ['version 2', 'version 1'],
  methods: ['publickey'],
  isPartial: false,
  said: null,
  timeoutMs: 5_000,
};
const allFailed: Ending = { message: 'All configured authentication methods failed', level: 'client-authentication' };

test.each<[string, Ending, Partial<Attempt>, string, RegExp]>([
  ['silence', { message: '', code: 'ETIMEDOUT' }, { phase: 'kex', said: '' }, 'timeout', /5000 ms \(it accepted the/],
  ['silence in the exchange', { message: '', code: 'ETIMEDOUT' }, { phase: 'kex' }, 'timeout', /\(key exchange\)/],
  ['silence at the login', { message: '', code: 'ETIMEDOUT' }, {}, 'timeout', /\(authentication\)/],
  ['another protocol', { message: 'x' }, { phase: 'kex', said: 'HTTP/1.1 400' }, 'not-ssh', /"HTTP\/1.1 400"/],
  ['a full house', { message: '' }, { phase: 'kex', said: 'Exceeded MaxStartups' }, 'busy', /too many logins/],
  ['a shut door', { message: '' }, { phase: 'kex', said: '' }, 'closed', /before it said who it is/],
  [
    'nothing in common',
    { message: 'Handshake failed: no matching key exchange algorithm', level: 'handshake' },
    { phase: 'kex' },
    'no-common-algorithm',
    /in common: no matching key exchange algorithm$/,
  ],
  ['an exchange cut short', { message: '' }, { phase: 'kex' }, 'kex', /failed: the server closed the connection$/],
  ['refused keys', allFailed, {}, 'auth', /^root was refused with version 2 and version 1 \(an account/],
  ['another way', allFailed, { methods: ['publickey', 'password'] }, 'auth', /; it would also accept password \(/],
  [
    'no keys at all',
    allFailed,
    { methods: ['password'] },
    'auth-method',
    /^the server accepts only password, and no keys$/,
  ],
  ['no key of ours', allFailed, { offered: [] }, 'no-key', /^there is no key to log in with as root$/],
  [
    'a second factor',
    allFailed,
    { isPartial: true, methods: ['keyboard-interactive'], offered: ['version 2'] },
    'auth-more',
    /^version 2 was accepted, but the server also wants keyboard-interactive$/,
  ],
  [
    'patience',
    { message: 'Too many authentication failures', code: 2 },
    { offered: ['version 2'] },
    'too-many-tries',
    /MaxAuthTries/,
  ],
  ['a hang-up', { message: '' }, {}, 'closed', /^the server closed the connection while root logged in$/],
  ['a hang-up with words', { message: 'bye\n' }, {}, 'closed', /logged in: bye\.$/],
])('%s', (_, ending, known, code, message) => {
  const refusal = refusalOf(ending, { ...attempt, ...known });
  expect([refusal.code, refusal.message]).toEqual([code, expect.stringMatching(message)]);
});
