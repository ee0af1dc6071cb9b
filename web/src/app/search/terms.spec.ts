import { mentionedOf, openIn, refusing, stanceOn, wanting } from './terms';

test.each([
  ['', 'owner', 'core', null],
  ['owner:core', 'owner', 'core', 'wanted'],
  ['owner:Core', 'owner', 'core', 'wanted'],
  ['tag:PCI', 'tag', 'pci', null],
  ['owner:(core OR "data base")', 'owner', 'data base', 'wanted'],
  ['-owner:core', 'owner', 'core', 'refused'],
  ['NOT owner:core', 'owner', 'core', 'refused'],
  ['-owner:*', 'owner', null, 'wanted'],
  ['owner:*', 'owner', null, 'refused'],
  ['owner:core OR pci', 'owner', 'core', null],
  ['(owner:core OR pci)', 'owner', 'core', null],
  ['owner:co*', 'owner', 'core', null],
])('%s: on %s %s it is %s', (q, field, value, stance) => expect(stanceOn(q, field, value)).toBe(stance));

test.each([
  ['', 'owner', 'core', 'owner:core'],
  ['web', 'owner', 'data base', 'web owner:"data base"'],
  ['owner:core web', 'owner', 'data', 'owner:(core OR data) web'],
  ['owner:(core OR data) web', 'owner', 'core', 'owner:data web'],
  ['owner:core web', 'owner', 'core', 'web'],
  ['-owner:core web', 'owner', 'core', 'web owner:core'],
  ['tag:env:prod', 'tag', 'pci', 'tag:env:prod tag:pci'],
  ['tag:env:prod tag:pci', 'tag', 'env:prod', 'tag:pci'],
  ['a OR b', 'owner', 'core', '(a OR b) owner:core'],
  ['owner:core OR b', 'owner', 'core', '(owner:core OR b) owner:core'],
  ['web', 'owner', null, 'web -owner:*'],
  ['web -owner:*', 'owner', null, 'web'],
  ['owner:(core OR NOT data) web', 'owner', 'x', 'owner:(core OR NOT data) web owner:x'],
])('%s with %s %s wanted, or no longer: %s', (q, field, value, after) => {
  expect(wanting(q, field, value, field !== 'tag')).toBe(after);
});

test.each([
  ['', 'owner', 'core', '-owner:core'],
  ['owner:core web', 'owner', 'core', 'web -owner:core'],
  ['owner:(core OR data)', 'owner', 'core', 'owner:data -owner:core'],
  ['-owner:core web', 'owner', 'core', 'web'],
  ['-owner:(core OR data)', 'owner', 'core', '-owner:data'],
  ['a OR b', 'tag', 'pci', '(a OR b) -tag:pci'],
  ['', 'owner', null, 'owner:*'],
])('%s with %s %s refused, or no longer: %s', (q, field, value, after) => {
  expect(refusing(q, field, value)).toBe(after);
});

test.each([
  ['owner:core web', 'owner', 'web', ['core']],
  ['web -owner:core', 'owner', 'web', ['core']],
  ['owner:(a OR b) region:eu', 'owner', 'region:eu', ['a', 'b']],
  ['-owner:*', 'owner', '', [null]],
  ['owner:a OR owner:b', 'owner', 'owner:a OR owner:b', []],
])('%s open in %s is %s', (q, field, open, mentioned) => {
  expect(openIn(q, field)).toBe(open);
  expect(mentionedOf(q, field)).toEqual(mentioned);
});
