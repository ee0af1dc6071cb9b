/** A pattern that stands for one host: no wildcard in it, and no exception. */
export function isHost(pattern: string): boolean {
  return !/[*?!]/.test(pattern);
}

/** Whether a name is meant by patterns (ssh_config(5), PATTERNS): by one of them at least, and by no exception. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map((pattern) => ({
    isException: pattern.startsWith('!'),
    matches: wildcard(pattern.replace(/^!/, '').toLowerCase()),
  }));
  return (name) => {
    const met = expressions.filter(({ matches }) => matches(name.toLowerCase()));
    return met.length > 0 && !met.some(({ isException }) => isException);
  };
}

/** In time that grows with the product of both lengths: a pattern is somebody's, and may be all asterisks. */
function wildcard(pattern: string): (name: string) => boolean {
  // Most names differ from a pattern where it has no wildcard.
  const [before = ''] = pattern.split(/[*?]/, 1);
  const after = /[^*?]*$/.exec(pattern)?.[0] ?? '';
  return (name) => {
    if (!name.startsWith(before) || !name.endsWith(after)) return false;
    let [at, from, star, resume] = [0, 0, -1, 0];
    while (from < name.length) {
      const letter = pattern[at];
      if (letter === '*') [star, resume] = [at++, from];
      else if (letter === '?' || letter === name[from]) [at, from] = [at + 1, from + 1];
      else if (star >= 0) [at, from] = [star + 1, ++resume];
      else return false;
    }
    return /^\**$/.test(pattern.slice(at));
  };
}
