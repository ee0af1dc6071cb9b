/** As JSON that PostgreSQL can hold: what strangers send may have characters that it cannot. */
export function storable(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'string' ? each.replaceAll('\0', '').toWellFormed() : each,
  );
}
