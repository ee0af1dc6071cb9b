import { merged, serialSections, type SerialRange } from './serial-sections.js';

const ranges = (...texts: string[]): SerialRange[] =>
  texts.map((text) => {
    const [from = '', to = from] = text.split('-');
    return { from: BigInt(from), to: BigInt(to) };
  });

test.each([
  ['one stands alone', ['5'], ['5']],
  ['neighbours become one', ['5', '6', '4'], ['4-6']],
  ['overlapping ones become one', ['1-9', '3-4', '8-12'], ['1-12']],
  ['a gap stays one', ['1-3', '5'], ['1-3', '5']],
])('%s', (_, given, joined) => expect(merged(ranges(...given))).toEqual(ranges(...joined)));

test.each([
  ['nothing is said of nothing', [], []],
  ['two that stand alone are a list', ['5', '900'], ['list']],
  ['what stands close together is a bitmap', ['5', '7', '9', '20'], ['bitmap']],
  ['a long run is a range', ['1-1000'], ['range']],
  ['a short run is a bitmap', ['1-100'], ['bitmap']],
  ['each by its own', ['1-1000', '2000', '3001', '3003', '3005'], ['range', 'bitmap', 'list']],
])('%s', (_, given, kinds) => {
  const names = new Map([
    [0x20, 'list'],
    [0x21, 'range'],
    [0x22, 'bitmap'],
  ]);
  expect(serialSections(ranges(...given)).map(({ type }) => names.get(type))).toEqual(kinds);
});

test('a hundred thousand of a million serials take a bit each, not eight bytes', () => {
  const every = Array.from({ length: 100_000 }, (_, at) => ({ from: BigInt(at * 10), to: BigInt(at * 10) }));
  const bytes = serialSections(every).reduce((sum, { data }) => sum + data.length, 0);
  expect(bytes).toBeLessThan(130_000);
});
