import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '..');

test('no two classes of the wire have one name: the description of the API would know only one of them', () => {
  const classes = globSync('**/*.dto.ts', { cwd: source }).flatMap((path) =>
    [...readFileSync(join(source, path), 'utf8').matchAll(/^(?:export )?class (\w+)/gm)].map(([, name]) => name),
  );
  expect(classes.length).toBeGreaterThan(100);
  expect(classes.filter((name, at) => classes.indexOf(name) < at)).toEqual([]);
});
