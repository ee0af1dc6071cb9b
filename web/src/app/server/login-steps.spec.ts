import { aLoginTest } from '../../test/login-fixtures';
import { failureOf, sentenceOfLogin, stepsOf } from './login-steps';

const written = (phases: Parameters<typeof stepsOf>[0]) =>
  stepsOf(phases)
    .map(({ name, state, took }) => `${name} ${state}${took && ` ${took}`}`)
    .join(', ');

test.each([
  [null, 'TCP ok 0.4 ms, Key exchange ok 12 ms, Host key ok 0.2 ms, Login ok 31 ms, Command ok 4 ms'],
  ['hostKey', 'TCP ok 0.4 ms, Key exchange ok 12 ms, Host key failed 0.2 ms, Login unreached, Command unreached'],
  ['tcp', 'TCP failed 0.4 ms, Key exchange unreached, Host key unreached, Login unreached, Command unreached'],
] as const)('when it ends at %s', (phase, steps) => {
  expect(written(aLoginTest(phase))).toBe(steps);
});

test('the sentence is how long it took, or where and why it ended', () => {
  expect(sentenceOfLogin(aLoginTest())).toBe('logs in, in 48 ms');
  expect(sentenceOfLogin(aLoginTest('auth', 'root was refused with fleet'))).toBe('Login: root was refused with fleet');
  expect(failureOf(aLoginTest())).toBeNull();
});
