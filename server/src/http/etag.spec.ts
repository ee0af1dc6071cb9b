import { isKnown, requireMatch } from './etag.js';

test.each([
  ['no header', undefined],
  ['the current version', '"3"'],
  ['any version', '*'],
  ['any version, with blanks', ' * '],
  ['one of several', '"1", "3"'],
  ['one of several without blanks', '"1","2","3"'],
  ['a list with empty members', ', "1",, "3" ,'],
  ['beside one with a comma in it', '"a,b", "3"'],
  ['beside a weak one', 'W/"2", "3"'],
])('%s passes', (_, ifMatch) => {
  expect(() => requireMatch(ifMatch, 3)).not.toThrow();
});

test.each([
  ['another version', '"2"'],
  ['a version that only begins alike', '"33"'],
  ['a weak tag, also of the current version', 'W/"3"'],
  ['several others', '"1", "2"'],
  ['the version inside a tag with a comma', '"1,3"'],
  ['an empty tag', '""'],
])('%s is stale', (_, ifMatch) => {
  expect(() => requireMatch(ifMatch, 3)).toThrow(
    expect.objectContaining({ status: 412, errors: [expect.objectContaining({ pointer: '/If-Match' })] }),
  );
});

test.each([
  ['a version without quotes', '3'],
  ['an open quote', '"3'],
  ['nothing', ''],
  ['only a comma', ','],
  ['two tags without a comma', '"3" "4"'],
  ['an asterisk among tags', '*, "3"'],
  ['a small w', 'w/"3"'],
  ['a quote inside', '"3"4"'],
])('%s cannot be read', (_, ifMatch) => {
  expect(() => requireMatch(ifMatch, 3)).toThrow(
    expect.objectContaining({ status: 400, errors: [expect.objectContaining({ code: 'etag.malformed' })] }),
  );
});

test.each([
  ['the current version', '"3"', true],
  ['the current version, weakly', 'W/"3"', true],
  ['any version', '*', true],
  ['one of several', '"1", W/"3"', true],
  ['others', '"1", "33"', false],
])('with %s the reader has it: %s %s', (_, ifNoneMatch, expected) => {
  expect(isKnown(ifNoneMatch, 3)).toBe(expected);
});

test('an If-None-Match that cannot be read is refused', () => {
  expect(() => isKnown('3', 3)).toThrow(
    expect.objectContaining({ status: 400, errors: [expect.objectContaining({ pointer: '/If-None-Match' })] }),
  );
});
