import { cleaned } from './words.js';

/** The sections of an answer, by their names, each without empty lines. */
export type Sections = ReadonlyMap<string, readonly string[]>;

const mostCharacters = 300_000;
const mostLines = 5_000;
const longestLine = 500;
const heading = /^#fleet:([a-z]{1,16})$/;

/** What stands between the beginning and the end; `isWhole` says whether there was one. Undefined: this is no answer. */
export function sectionsIn(output: string): { sections: Sections; isWhole: boolean } | undefined {
  const lines = output.slice(0, mostCharacters).split('\n', mostLines);
  const begin = lines.findIndex((line) => line.trim() === '#fleet:begin');
  if (begin < 0) return undefined;
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines.slice(begin + 1)) {
    const [, name] = heading.exec(line.slice(0, longestLine).trimEnd()) ?? [];
    if (name === 'end') return { sections, isWhole: true };
    if (name !== undefined) sections.set(name, (current = []));
    else if (line.trim() !== '') current.push(line.slice(0, longestLine));
  }
  return { sections, isWhole: false };
}

/** The first thing that was said, for people: what stands there instead of an answer. */
export function firstWords(output: string): string | null {
  for (const line of output.slice(0, 4_096).split('\n')) {
    const words = cleaned(line, 100);
    if (words !== null) return words;
  }
  return null;
}

/** `name=value` or `name: value` or `name value`, a line each; the first of a name counts. */
export function valuesIn(lines: readonly string[] = [], separator = /=/): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of lines) {
    const match = separator.exec(line);
    if (!match) continue;
    const name = line.slice(0, match.index).trim();
    if (!values.has(name)) values.set(name, line.slice(match.index + match[0].length).trim());
  }
  return values;
}
