const constants: Record<string, unknown> = { True: true, False: false, None: null };

/** What a value is to Python, where that is certain; everything else is text. */
export function literal(text: string): unknown {
  if (Object.hasOwn(constants, text)) return constants[text];
  if (/^[+-]?(0|[1-9]\d*)$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (/^[+-]?\d+\.\d+$/.test(text)) return Number(text);
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted && !quoted[2]?.includes(quoted[1] ?? '')) return quoted[2];
  if (!/^[[{].*[\]}]$/s.test(text)) return text;
  try {
    return JSON.parse(text.includes('"') ? text : text.replaceAll("'", '"'));
  } catch {
    return text;
  }
}
