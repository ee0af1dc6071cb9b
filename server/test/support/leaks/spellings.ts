/** How long a piece of a spelling must be to give something away; shorter ones come by chance. */
export const tellingLength = 16;

/** A way in which bytes end up in texts and files; `size` is the length of a piece that tells. */
interface Spelling {
  name: string;
  text: Buffer;
  size: number;
}

/** A piece of a decimal list is longer: numbers stand in heap snapshots by the million. */
const decimalLength = 40;

/** The same bytes in every form in which a program is likely to lose them. */
export function spellingsOf(bytes: Buffer): Spelling[] {
  const hex = bytes.toString('hex');
  const spaced = hex.replace(/..(?!$)/g, '$& ');
  const list = [...bytes].join(',');
  const spelt: [string, string | Buffer, number?][] = [
    ['bytes', bytes],
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ['hex with blanks', spaced, 24],
    ['a list of numbers', list, decimalLength],
    ['a string of a character each', inSnapshot(bytes.toString('latin1')), 32],
    // Whatever stands in front of it, one of three shifts is how base64 spells it.
    ...[0, 1, 2].flatMap((shift): [string, string][] => {
      const text = bytes.subarray(shift, bytes.length - ((bytes.length - shift) % 3)).toString('base64');
      return [
        ['base64', text],
        ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
  ];
  return spelt.map(([name, text, size = tellingLength]) => ({ name, text: Buffer.from(text), size }));
}

/** As V8 writes a string into a heap snapshot. */
function inSnapshot(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(
      /[\x7f-\xff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
}
