import { someFacets } from '../../test/fixtures';
import { Facets } from '../api/wire';
import { groupsOf, questionsOf, stanced } from './facets-state';

function told(q: string, ...answers: [string | null, Facets][]): Record<string, string> {
  const groups = stanced(groupsOf(answers.map(([field, facets]) => ({ question: { q, field }, facets }))), q);
  const signs = { wanted: '+', refused: '-' };
  return Object.fromEntries(
    groups.map(({ field, choices }) => [
      field,
      choices.map(({ value, count, stance }) => `${stance ? signs[stance] : ''}${value} ${count}`).join(', '),
    ]),
  );
}

test.each([
  ['web', [['web', null]]],
  [
    'owner:core web',
    [
      ['owner:core web', null],
      ['web', 'owner'],
    ],
  ],
  [
    '-health:healthy region:eu',
    [
      ['-health:healthy region:eu', null],
      ['region:eu', 'health'],
      ['-health:healthy', 'region'],
    ],
  ],
  ['tag:pci', [['tag:pci', null]]],
  ['owner:core OR pci', [['owner:core OR pci', null]]],
])('%s is asked as %j', (q, questions) => {
  expect(questionsOf(q).map((question) => [question.q, question.field])).toEqual(questions);
});

test('the axes have all their values, the worst first; others the commonest first, without a value last', () => {
  const groups = told('', [
    null,
    someFacets({ health: { healthy: 90, degraded: 10 }, owner: { '-': 50, data: 20, core: 30 } }),
  ]);
  expect(groups['health']).toBe('unhealthy 0, degraded 10, unknown 0, healthy 90');
  expect(groups['owner']).toBe('core 30, data 20, null 50');
  expect(groups['tag']).toBe('');
});

test('of a field that is narrowed the other values are counted as if it were not', () => {
  const narrowed = someFacets({ owner: { core: 30 }, region: { eu: 30 } });
  const groups = told(
    'owner:core',
    [null, narrowed],
    ['owner', someFacets({ owner: { core: 30, data: 20 }, region: { us: 5 } })],
  );
  expect(groups['owner']).toBe('+core 30, data 20');
  expect(groups['region']).toBe('eu 30');
});

test('what is refused, or was not counted, can still be taken back', () => {
  const groups = told('-tag:old tag:pci', [null, someFacets({ tag: { pci: 4 } })]);
  expect(groups['tag']).toBe('+pci 4, -old null');
});

test('counts of a sample are estimates, those of the axes are not', () => {
  const facets = someFacets({ owner: { core: 30_000 } }, { exact: false });
  const groups = groupsOf([{ question: { q: '', field: null }, facets }]);
  expect(groups.filter(({ isExact }) => isExact).map(({ field }) => field)).toEqual(['health', 'lifecycle']);
});
