import { pageOf, aServer } from '../../test/fixtures';
import { PageRequest, PageWindow, Range, arrived, emptyWindow, lengthOf, rowAt, wanted } from './page-window';

/** A list on a server: rows `0` to `count - 1`, cursors that say where they lead. */
function answer({ offset, limit, cursor }: PageRequest, count: number, exact = true, estimate = count) {
  expect(cursor).toBe(offset === 0 ? '' : `from-${offset}`);
  const end = Math.min(offset + limit, count);
  const items = Array.from({ length: end - offset }, (_, i) => aServer(`s${offset + i}`));
  const nextCursor = end < count ? `from-${end}` : null;
  return pageOf(items, { nextCursor, total: { value: estimate, exact } });
}

/** Fetches until the rows are there; answers the window and the requests that it took, as `offset+limit`. */
function filled(window: PageWindow, visible: Range, count: number, estimate = count) {
  const requests: string[] = [];
  let filling = window;
  for (let request = wanted(filling, visible); request; request = wanted(filling, visible)) {
    requests.push(`${request.offset}+${request.limit}`);
    filling = arrived(filling, request, answer(request, count, count === estimate, estimate), visible);
  }
  return { window: filling, requests: requests.join(' ') };
}

const top = { start: 0, end: 40 };

test.each([
  ['the first look is one page', top, '0+100'],
  ['a look across the edge of a page fetches the next', { start: 90, end: 130 }, '0+190'],
  ['a jump goes in large steps from what is known', { start: 1700, end: 1740 }, '0+500 500+500 1000+500 1500+300'],
  ['to the very end', { start: 99_960, end: 100_000 }, expect.stringMatching(/^0\+500 500\+500 .* 99500\+/)],
])('%s', (_, visible, requests) => {
  const { window, requests: made } = filled(emptyWindow, visible, 100_000);
  expect(made).toEqual(requests);
  expect(rowAt(window, visible.start)?.hostname).toBe(`s${visible.start}`);
  expect(rowAt(window, visible.end - 1)?.hostname).toBe(`s${visible.end - 1}`);
});

test('rows far from the screen are let go, the way to them is not', () => {
  const far = filled(emptyWindow, { start: 50_000, end: 50_040 }, 100_000).window;
  expect(far.rows.size).toBeLessThan(1_500);
  const back = filled(far, { start: 25_000, end: 25_040 }, 100_000);
  expect(back.requests).toBe('25000+100');
  expect(rowAt(back.window, 25_000)?.hostname).toBe('s25000');
});

test('a row that is not there yet is no row', () => {
  const { window } = filled(emptyWindow, top, 100_000);
  expect(rowAt(window, 5_000)).toBeUndefined();
});

describe('the scroll bar', () => {
  test('is as long as the server’s total, also while only the top is known', () => {
    expect(lengthOf(filled(emptyWindow, top, 100_000).window)).toBe(100_000);
  });

  test('has nothing to scroll before the first page', () => expect(lengthOf(emptyWindow)).toBe(0));

  test('believes the last page more than an estimate that was too high', () => {
    const { window } = filled(emptyWindow, { start: 930, end: 1_000 }, 950, 1_000);
    expect(lengthOf(window)).toBe(950);
    expect(wanted(window, { start: 940, end: 1_000 })).toBeNull();
  });

  test('grows past an estimate that was too low', () => {
    const { window } = filled(emptyWindow, { start: 400, end: 440 }, 2_000, 300);
    expect(lengthOf(window)).toBeGreaterThan(440);
  });

  test('an empty list is empty', () => {
    const { window, requests } = filled(emptyWindow, top, 0);
    expect(requests).toBe('0+100');
    expect(lengthOf(window)).toBe(0);
  });
});
