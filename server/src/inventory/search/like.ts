/** The pattern of LIKE that means the same: `*` stands for anything, all else for itself. */
export function likePattern(text: string): string {
  return literal(text).replaceAll('*', '%');
}

/** Whatever contains the text, in which a `*` is a letter like any other. */
export function likeWithin(text: string): string {
  return `%${literal(text)}%`;
}

/** Whatever begins with the text. */
export function likeFrom(text: string): string {
  return `${literal(text)}%`;
}

function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
