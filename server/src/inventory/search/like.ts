/** The pattern of LIKE that means the same: `*` stands for anything, all else for itself. */
export function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}

/** The pattern of LIKE for whatever contains the text, in which a `*` is a letter like any other. */
export function likeWithin(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
