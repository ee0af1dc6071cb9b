import { aRotation, wavesOf } from '../../../test/rotation-fixtures';
import { rotationServerStates } from '../../api/wire';
import { standingOf, statesOf, tallyOf, wavesOver } from './tally';

test.each([
  ['forwards', 'pending', 'pending'],
  ['forwards', 'placing', 'under way'],
  ['forwards', 'removed', 'under way'],
  ['forwards', 'done', 'done'],
  ['forwards', 'failed', 'failed'],
  ['backwards', 'done', 'pending'],
  ['backwards', 'pending', 'pending'],
  ['backwards', 'verified', 'pending'],
  ['backwards', 'restoring', 'under way'],
  ['backwards', 'withdrawing', 'under way'],
  ['backwards', 'rolled-back', 'done'],
  ['backwards', 'waiting', 'waiting'],
  ['backwards', 'skipped', 'skipped'],
] as const)('%s, who is %s is %s', (direction, state, standing) => expect(standingOf(state, direction)).toBe(standing));

test('all waves are added up', () => {
  expect(tallyOf(wavesOf('done 1 | done 2, failed 1 | placed 3, verified 1, pending 4'), 'forwards')).toEqual({
    done: 3,
    failed: 1,
    'under way': 4,
    pending: 4,
    waiting: 0,
    skipped: 0,
  });
});

test.each([
  ['done 1 | done 1, failed 1 | pending 3', 2],
  ['done 1 | done 1, waiting 1', 1],
  ['done 1 | placed 1', 1],
  ['skipped 1 | done 1', 2],
])('of %s so many waves are over: %d', (waves, over) => expect(wavesOver(aRotation(waves))).toBe(over));

test('the states that there are, in the order in which a server comes through them', () => {
  expect(statesOf(aRotation('failed 1, done 1 | pending 2, done 3'), rotationServerStates)).toEqual([
    { state: 'pending', count: 2 },
    { state: 'done', count: 4 },
    { state: 'failed', count: 1 },
  ]);
});
