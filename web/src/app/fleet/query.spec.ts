import { Axis, chosen, termsOf, toggled } from './query';

test.each([
  ['web', ['web']],
  ['health:unhealthy  web', ['health:unhealthy', 'web']],
  ['"web 01" -owner:core', ['"web 01"', '-owner:core']],
  ['tag:"a b" c', ['tag:"a b"', 'c']],
  ['', []],
])('the terms of %j', (q, terms) => expect(termsOf(q)).toEqual(terms));

test.each<[string, Axis, string | null]>([
  ['health:unhealthy', 'health', 'unhealthy'],
  ['web lifecycle:active', 'lifecycle', 'active'],
  ['-health:healthy', 'health', null],
  ['health:purple', 'health', null],
  ['', 'health', null],
])('%j asks on %s for %j', (q, axis, value) => expect(chosen(q, axis)).toBe(value));

test.each<[string, Axis, string, string]>([
  ['', 'health', 'unhealthy', 'health:unhealthy'],
  ['health:unhealthy', 'health', 'unhealthy', ''],
  ['health:unhealthy web', 'health', 'degraded', 'web health:degraded'],
  ['-health:healthy web', 'health', 'degraded', 'web health:degraded'],
  ['health:unhealthy', 'lifecycle', 'active', 'health:unhealthy lifecycle:active'],
  ['"web 01"', 'lifecycle', 'active', '"web 01" lifecycle:active'],
])('%j with %s:%s', (q, axis, value, after) => expect(toggled(q, axis, value)).toBe(after));
