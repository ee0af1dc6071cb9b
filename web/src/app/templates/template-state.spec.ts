import { aVersion } from '../../test/template-fixtures';
import { changesBetween } from '../ui/difference';
import { inLine, revisionsOf } from './template-state';

test('each version is told by what it changed, the first by nothing', () => {
  const [newer, first] = revisionsOf([aVersion(2, { tags: ['role:web', 'pci'] }), aVersion(1)]);
  expect(changesBetween(newer!.before, newer!.after)).toMatchObject([{ field: 'tags', added: ['pci'], removed: [] }]);
  expect([first!.before, first!.after]).toEqual([null, null]);
});

test('in line means what the template says; of tags nothing goes', () => {
  const drift = [
    { field: 'os.version', expected: '12', actual: null },
    { field: 'tags', expected: ['role:web'], actual: ['own'] },
    { field: 'checks', expected: [{ type: 'tcp', name: 'tcp 443' }], actual: [] },
  ];
  const { before, after } = inLine(drift);
  expect(changesBetween(before, after)).toEqual([
    { field: 'os.version', from: null, to: '12', added: [], removed: [] },
    { field: 'tags', from: null, to: null, added: ['role:web'], removed: [] },
    { field: 'checks', from: null, to: null, added: ['tcp 443'], removed: [] },
  ]);
});
