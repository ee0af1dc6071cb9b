/** Where the active row goes when a key is pressed in a grid of `length` rows, or `null` when it is not such a key. */
export function activeAfter(key: string, active: number, length: number, rowsOnScreen: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + rowsOnScreen - 1,
    PageUp: active - rowsOnScreen + 1,
    Home: 0,
    End: length - 1,
  };
  const wanted = steps[key];
  return wanted === undefined || length === 0 ? null : Math.min(Math.max(wanted, 0), length - 1);
}
