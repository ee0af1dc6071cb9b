import { ImportPreview } from '../api/wire';

type Column = ImportPreview['columns'][number];

/** The mapping of all columns after one was given another field. A field has one column: the one that had it has none now. */
export function withTarget(
  columns: readonly Column[],
  column: string,
  target: string | null,
): Record<string, string | null> {
  return Object.fromEntries(
    columns.map(({ name, target: known }) => {
      if (name === column) return [name, target];
      return [name, known === target ? null : known];
    }),
  );
}

/** What a column can become, beside nothing: our fields, and an attribute of its own name, or of the one that it has. */
export function attributesFor({ name, target }: Column): { target: string; name: string }[] {
  const own = `attr.${name}`;
  const targets = target?.startsWith('attr.') && target !== own ? [own, target] : [own];
  return targets.map((each) => ({ target: each, name: `attribute ${each.slice('attr.'.length)}` }));
}
