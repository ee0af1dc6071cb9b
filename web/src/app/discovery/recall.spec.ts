import { ScanRecall } from '../api/wire';
import { aScan } from '../../test/discovery-fixtures';
import { heard, isUnderWay, networksOf, sentenceOfRecall, shareOf, titleOf, wordsOfRecall } from './recall';

const perfect: ScanRecall = {
  probes: 768,
  open: 3,
  closed: 5,
  silent: 760,
  givenUp: 0,
  retries: 2,
  loss: 0,
  refused: 0,
};

test.each<[string, Partial<ScanRecall>]>([
  ['complete', {}],
  ['3 probes given up', { givenUp: 3 }],
  ['1 probe given up, 1 address not looked at', { givenUp: 1, refused: 1 }],
  ['2,000 addresses not looked at', { refused: 2_000 }],
  ['complete', { loss: 0.0009 }],
  ['1.25 % lost at first', { loss: 0.0125 }],
])('it is %s', (words, over) => expect(wordsOfRecall({ ...perfect, ...over })).toBe(words));

test('every probe is accounted for in a sentence', () => {
  expect(sentenceOfRecall({ ...perfect, retries: 1, givenUp: 4 })).toBe(
    'Of 768 probes: 3 ports open, 5 ports closed, 760 probes where nobody is, 4 unanswered where somebody is; 1 retry.',
  );
});

test.each([
  ['queued', true],
  ['running', true],
  ['paused', true],
  ['succeeded', false],
  ['failed', false],
  ['cancelled', false],
] as const)('one that is %s may find more: %s', (status, yes) => expect(isUnderWay({ status })).toBe(yes));

test.each([
  [0, 256, 0],
  [64, 256, 0.25],
  [300, 256, 1],
  [0, 0, 1],
])('%d of %d is %d', (done, total, share) => expect(shareOf({ done, total })).toBe(share));

test.each([
  [['10.0.0.0/24'], '10.0.0.0/24'],
  [['10.0.0.0/24', '10.0.1.0/24'], '10.0.0.0/24, 10.0.1.0/24'],
  [['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'], '10.0.0.0/24, 10.0.1.0/24 and 2 more'],
])('%j reads %s', (cidrs, text) => expect(networksOf(cidrs)).toBe(text));

test('a scan without a name is called by its networks', () => {
  expect(titleOf(aScan({ name: null, cidrs: ['10.0.0.0/24'] }))).toBe('10.0.0.0/24');
  expect(titleOf(aScan({ name: 'night' }))).toBe('night');
});

test('news replaces the scan that it is of, and of another there is nothing to replace', () => {
  const [one, other] = [aScan({ id: 'one' }), aScan({ id: 'other' })];
  const later = aScan({ id: 'other', status: 'succeeded' });
  expect(heard([one, other], later)).toEqual([one, later]);
  expect(heard([one], later)).toBeNull();
});
