import { Conflict, NotFound } from '../../http/domain-error.js';
import { DeploymentFailure } from '../deployment/authorized-keys.js';
import { LoginFailure } from '../ssh/phases.js';
import { Interruption, isRefusal, StepFailure, troubleOf } from './trouble.js';

const login = (code: string) =>
  new LoginFailure(code, [{ name: 'auth', ok: false, ms: 1, message: `so said ${code}` }]);

test.each([
  ['a port where nobody listens', 'waiting refused', login('refused')],
  ['silence', 'waiting timeout', login('timeout')],
  ['an end in the middle', 'waiting closed', login('closed')],
  ['too many logins at once', 'waiting busy', login('busy')],
  ['a key that is not taken', 'failed auth', login('auth')],
  ['the same, and the server hangs up', 'failed auth', login('too-many-tries')],
  ['another host key', 'failed host-key', login('host-key')],
  ['what may not be dialled', 'failed denied', login('denied')],
  ['somebody else at the file', 'waiting busy', new DeploymentFailure('busy', 'so')],
  ['a full disk', 'failed incomplete', new DeploymentFailure('incomplete', 'so')],
  ['a connection that ends under a command', 'waiting interrupted', new Interruption('so')],
  ['what was seen and should not be', 'failed old-remains', new StepFailure('old-remains', 'so')],
  ['a server that was deleted', 'skipped not-found', new NotFound('server', 'x')],
  ['one that is not in use any more', 'skipped decommissioned', new Conflict('server.decommissioned', 'so')],
  ['a secret that does not open', 'failed secret.unreadable', new Conflict('secret.unreadable', 'so')],
  ['anything else', 'failed internal', new Error('so')],
])('%s: %s', (_, expected, error) => {
  const { kind, code } = troubleOf(error);
  expect(`${kind} ${code}`).toBe(expected);
});

test('only a refused key is a refusal: silence and closed doors prove nothing', () => {
  const codes = ['auth', 'too-many-tries', 'closed', 'timeout', 'refused', 'kex', 'host-key', 'no-key', 'busy'];
  expect(codes.filter((code) => isRefusal(login(code)))).toEqual(['auth', 'too-many-tries']);
  expect(isRefusal(new Error('auth'))).toBe(false);
});
