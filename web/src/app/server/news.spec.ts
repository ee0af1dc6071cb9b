import { aChange, aHealth, aServer, at } from '../../test/fixtures';
import { newer, withChange, withObservation } from './news';

const view = (version: number, checkedAt: number) =>
  aServer('a', {
    version,
    owner: `v${version}`,
    health: aHealth({ lastCheckedAt: at(checkedAt), latencyMs: checkedAt }),
  });

test.each([
  ['a newer fetch replaces both', [1, 0], [2, 10], 'v2 10'],
  ['a late fetch replaces nothing', [2, 10], [1, 0], 'v2 10'],
  ['an older declaration with a newer check', [2, 0], [1, 10], 'v2 10'],
  ['a newer declaration with an older check', [1, 10], [2, 0], 'v2 10'],
])('%s', (_, known, fetched, kept) => {
  const [one, other] = [known, fetched].map(([version = 0, checkedAt = 0]) => view(version, checkedAt));
  const { owner, health } = newer(one, other!);
  expect(`${owner} ${health.latencyMs}`).toBe(kept);
});

test('a change without a check, as when it is decommissioned, counts from when it happened', () => {
  const change = aChange('a', { status: 'unknown', since: at(20), lastCheckedAt: null });
  expect(withChange(view(1, 10), change).health.status).toBe('unknown');
  expect(withChange(view(1, 30), change).health.status).toBe('healthy');
});

test('an observation from before is not news', () => {
  expect(withObservation(view(1, 30), { latencyMs: 1, lastCheckedAt: at(10) }).health.latencyMs).toBe(30);
});
