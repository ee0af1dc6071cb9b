import { DependencyGraph } from '../api/wire';
import { aGraph } from '../../test/fixtures';
import { folded } from './dependency-fold';

const spelt = (graph: DependencyGraph) => {
  const { servers, rests, edges } = folded(graph);
  return {
    servers: servers.map(({ id }) => id).join(' '),
    rests: rests.map(({ id, count }) => `${id}:${count}`).join(' '),
    edges: edges
      .map(({ from, to }) => `${from}>${to}`)
      .sort()
      .join(' '),
  };
};
const many = (count: number, edge: (name: string) => string) =>
  Array.from({ length: count }, (_, at) => edge(`n${String(at).padStart(2, '0')}`)).join(' ');

test('a small graph is shown as it is', () => {
  expect(spelt(aGraph('a>b a>c b>c x>a'))).toEqual({
    servers: 'a b c x',
    rests: '',
    edges: 'a>b a>c b>c x>a',
  });
});

test('eight abreast have room; of nine two stand together', () => {
  expect(spelt(aGraph(`a>b ${many(8, (name) => `${name}>a`)}`))).toMatchObject({ rests: '' });
  expect(spelt(aGraph(`a>b ${many(9, (name) => `${name}>a`)}`))).toMatchObject({
    servers: 'a b n00 n01 n02 n03 n04 n05 n06',
    rests: 'downstream-1:2',
  });
});

test('what is ill is shown before what is well', () => {
  const graph = aGraph(`a>b ${many(12, (name) => `${name}>a`)}`, { n09: 'unhealthy', n11: 'degraded', n00: 'unknown' });
  expect(spelt(graph).servers).toBe('a b n09 n11 n01 n02 n03 n04 n05');
});

test('further away those are shown whose way is shown; every edge is kept, between whatever stands for its ends', () => {
  // n09 is ill, so it is shown, and of the second row whoever needs it; z needs one that is folded away.
  const second = many(9, (name) => `${name.replace('n', 'm')}>${name}`);
  const graph = aGraph(`a>b ${many(10, (name) => `${name}>a`)} ${second} z>n09 z>n08 y>n08`, { n09: 'unhealthy' });
  expect(spelt(graph)).toEqual({
    servers: 'a b n09 n00 n01 n02 n03 n04 n05 m00 m01 m02 m03 m04 m05 z',
    rests: 'downstream-1:3 downstream-2:4',
    edges: [
      'a>b',
      'downstream-1>a',
      'downstream-2>downstream-1',
      'm00>n00 m01>n01 m02>n02 m03>n03 m04>n04 m05>n05',
      'n00>a n01>a n02>a n03>a n04>a n05>a n09>a',
      'z>downstream-1 z>n09',
    ].join(' '),
  });
});
