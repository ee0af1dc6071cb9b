import { FileFault } from '../../file-fault.js';
import type { Row, Rows, Warning } from '../../row.js';
import { inTurns, linesOf, rowsOf, whole } from '../whole.js';
import { OpenQuote, wordsOf, type Escapes, type Word } from '../words.js';
import type { Block, Setting } from './blocks.js';
import { hostRows } from './host-rows.js';

const mostCharacters = 4_194_304;

/** ssh_config(5): where a backslash is not doubled, it is one. */
const escapes: Escapes = (letter, quote) => /["'\\]/.test(letter) || (letter === ' ' && !quote);

/** The hosts that an OpenSSH client's configuration names. What has wildcards is no host, but says something of hosts. */
export function sshConfigRows(texts: AsyncIterable<string>): Rows {
  return rowsOf(async function* (warnings: Warning[]): AsyncGenerator<Row> {
    yield* inTurns(hostRows(await blocksOf(await whole(texts, mostCharacters), warnings)));
  });
}

async function blocksOf(text: string, warnings: Warning[]): Promise<Block[]> {
  let block: Block = { patterns: [{ text: '*', column: 1 }], line: 1, settings: [] };
  const blocks = [block];
  for await (const { content, line } of linesOf(text)) {
    const setting = settingIn(content, line);
    if (!setting) continue;
    const { words, ...said } = setting;
    if (said.keyword === 'match' || said.keyword === 'include') {
      const message = `\`${content.trim().slice(0, 80)}\` is not applied: what it stands for is not in this file.`;
      warnings.push({ line: said.line, code: `ssh.${said.keyword}-not-applied`, message });
    }
    if (said.keyword === 'match') block = { patterns: [], line: said.line, settings: [] };
    else if (said.keyword === 'host') {
      if (words.length === 0) throw new FileFault('ssh.host-missing', '`Host` needs at least one pattern.', said);
      blocks.push((block = { patterns: words, line: said.line, settings: [] }));
    } else block.settings.push(said);
  }
  return blocks;
}

/** `Keyword value`, `Keyword=value`, quotes and comments; undefined for a line that says nothing. */
function settingIn(content: string, line: number): (Setting & { words: Word[] }) | undefined {
  const [, space = '', keyword, separator = '', rest = ''] =
    /^(\s*)([^\s=#"]+)(\s*=\s*|\s+|$)(.*)$/.exec(content) ?? [];
  if (keyword === undefined) return undefined;
  const column = space.length + 1;
  try {
    const words = wordsOf(rest.trimEnd(), escapes, column + keyword.length + separator.length);
    return { keyword: keyword.toLowerCase(), values: words.map(({ text }) => text), words, line, column };
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    throw new FileFault('ssh.quote-open', 'A quote is not closed.', { line, column: error.column });
  }
}
