/** Waits for a condition instead of for a time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`In ${withinMs} ms it did not happen that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
