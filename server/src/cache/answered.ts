const patienceMs = 1_000;

/** Rejects when Redis has not answered within a second: one that hangs is as good as away, and whoever waits for it would hang with it. */
export async function answered<Value>(command: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${patienceMs / 1_000} s`)), patienceMs);
  });
  try {
    return await Promise.race([command, silence]);
  } finally {
    clearTimeout(timer);
  }
}
