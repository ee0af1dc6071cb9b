import { statementName } from './sql.js';

test('a text that comes again has its name again; there are not more than a hundred', () => {
  const names = Array.from({ length: 150 }, (_, at) => statementName(`SELECT ${at}`));
  const given = names.filter((name) => name !== undefined);
  expect(given).toHaveLength(100);
  expect(new Set(given).size).toBe(100);
  expect(statementName('SELECT 0')).toBe(names[0]);
  expect(statementName('SELECT 149')).toBeUndefined();
});
