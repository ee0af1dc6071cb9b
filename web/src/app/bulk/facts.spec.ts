import { factsOf } from './facts';

test('what is known by name is not told by its id', () => {
  const names = new Map([['t-1', 'web server']]);
  expect(factsOf({ templateId: 't-1', externalId: 'cmdb-7', owner: 'core' }, names)).toEqual({
    template: 'web server',
    externalId: 'cmdb-7',
    owner: 'core',
  });
});

test('what follows from another field is not told twice', () => {
  expect(factsOf({ lifecycle: 'active', lifecycleSince: 'x', templateVersion: 3 })).toEqual({ lifecycle: 'active' });
  expect(factsOf(null)).toBeNull();
});
