import fc from 'fast-check';
import { plain, titleOf } from './plain.js';

test.each([
  ['<html><head><title>Sign in &middot; Fleet</title>', 'Sign in &middot; Fleet'],
  ['<TITLE lang="en">\n  Two\n  lines </TITLE>', 'Two lines'],
  ['<title>A &amp; B &lt;3 &#8211; &#x2014; &quot;C&quot;&nbsp;</title>', 'A & B <3 – — "C"'],
  ['<title>&#0;&#xD800;x</title>', '\ufffdx'],
  ['<title></title>', null],
  ['<title>never closed', null],
  ['<h1>no title</h1>', null],
])('the title of %s', (page, title) => expect(titleOf(page)).toBe(title));

test('what is left can be stored: no control characters, no half characters, no longer than asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
      const line = plain(text, most);
      expect(line === null || (line.length <= most && line.isWellFormed() && !/\p{Cc}/u.test(line))).toBe(true);
    }),
  );
});

test('a page that is made to be slow is not', () => {
  expect(titleOf('<title'.repeat(20_000))).toBeNull();
  expect(titleOf('<title>'.repeat(10_000))).toBeNull();
});
