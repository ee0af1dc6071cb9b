import { step, stepUnknown } from './pointer.js';

const pasted = 'MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/9GxbrRvTrko8TSiC4TmBe9w';

test.each([
  ['hostname', '/hostname', '/hostname'],
  ['a/b~c', '/a~1b~0c', '/a~1b~0c'],
  ['hostname'.repeat(5), `/${'hostname'.repeat(5)}`, `/${'hostname'.repeat(5)}`],
  [pasted, `/${pasted.replaceAll('/', '~1')}`, '/…'],
])('%s is spelt, and told when it is not known', (name, spelt, told) => {
  expect([step(name), stepUnknown(name)]).toEqual([spelt, told]);
});
