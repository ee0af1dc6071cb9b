import { firstValueFrom, from, throwError, timeout } from 'rxjs';

const patienceMs = 1_000;

/** Rejects when Redis has not answered within a second: one that hangs is as good as away, and whoever waits for it would hang with it. */
export function answered<Value>(command: Promise<Value>): Promise<Value> {
  const silence = () => throwError(() => new Error(`Redis did not answer within ${patienceMs / 1_000} s`));
  return firstValueFrom(from(command).pipe(timeout({ first: patienceMs, with: silence })));
}
