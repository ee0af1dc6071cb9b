import { isUnfinished, typedAt } from './caret';

/** The caret is `|`; the answer is `field begun [what is replaced]`. */
function told(marked: string): string | null {
  const caret = marked.indexOf('|');
  const typed = typedAt(marked.replace('|', ''), caret);
  return typed && `${typed.field ?? '-'} '${typed.begun}' [${typed.text}]`;
}

test.each([
  ['an empty box', '|', "- '' []"],
  ['a word', 'lif|', "- 'lif' [lif]"],
  ['a word in the middle', 'web li|fe health:healthy', "- 'li' [life]"],
  ['the name of a field that is there', 'ow|ner:core', "- 'ow' [owner:]"],
  ['what is negated', '-ow|', "- 'ow' [ow]"],
  ['what may be negated', 'web -|', "- '' []"],
  ['between two words', 'a | b', "- '' []"],
  ['a value not begun', 'owner:|', "owner '' []"],
  ['a value', 'owner:co|', "owner 'co' [co]"],
  ['a value in the middle', 'owner:c|ore web', "owner 'c' [core]"],
  ['before a value', 'owner:|core', "owner '' [core]"],
  ['a quoted value', 'owner:"data b|', `owner 'data b' ["data b]`],
  ['a tag with its colon', 'tag:env:p|', "tag 'env:p' [env:p]"],
  ['a group of values not begun', 'owner:(|', "owner '' []"],
  ['a group of values', 'owner:(core OR da|)', "owner 'da' [da]"],
  ['within a group, behind a space', 'owner:(core |', "owner '' []"],
  ['behind a group', 'owner:(core) we|', "- 'we' [we]"],
  ['within parentheses', '(own|', "- 'own' [own]"],
  ['a path of attributes', 'attr.rack:r|', "attr.rack 'r' [r]"],
  ['a comparison', 'since:<|', "since '<' [<]"],
  ['behind a parenthesis', '(a)|', null],
  ['a quotation', '"web 0|', null],
  ['a range', 'cpu:[4 TO|', null],
  ['an operator', 'a OR|', null],
])('%s', (_, marked, typed) => expect(told(marked)).toBe(typed));

test.each([
  ['', false],
  ['web', false],
  ['owner:core', false],
  ['cpu:[4 TO 8]', false],
  ['"web 01"', false],
  ['(a OR b)', false],
  ['owner:', true],
  ['web -', true],
  ['web OR', true],
  ['web NOT', true],
  ['cpu:>=', true],
  ['cpu:[4 TO', true],
  ['"web 0', true],
  ['owner:"data', true],
  [String.raw`"a \"`, true],
  ['(a OR b', true],
  ['owner:(core', true],
])('%s is unfinished: %s', (q, expected) => expect(isUnfinished(q)).toBe(expected));
