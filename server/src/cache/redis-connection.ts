import type { createClient } from 'redis';
import { firstValueFrom, from, throwError, timeout } from 'rxjs';

type Connection = Pick<ReturnType<typeof createClient>, 'isReady' | 'emit' | 'disconnect' | 'connect'>;

const patienceMs = 1_000;

/** To reach Redis, which may be elsewhere by then: its name is looked up each time. */
export const connectMs = 3_000;

export const socket = {
  connectTimeout: connectMs,
  reconnectStrategy: (retries: number) => Math.min(100 + retries * 100, 2_000),
};

/**
 * Rejects when Redis has not answered within a second: one that hangs is as good as away, and whoever waits for it would hang with it.
 * Then the connection is made anew, since that of a machine that vanished would be silent for a quarter of an hour.
 */
export function answered<Value>(connection: Connection, command: Promise<Value>): Promise<Value> {
  const silence = () =>
    throwError(() => {
      const fault = new Error(`it did not answer within ${patienceMs / 1_000} s`);
      void renew(connection, fault);
      return fault;
    });
  return firstValueFrom(from(command).pipe(timeout({ first: patienceMs, with: silence })));
}

async function renew(connection: Connection, fault: Error): Promise<void> {
  if (!connection.isReady) return;
  connection.emit('error', fault);
  try {
    await connection.disconnect();
    await connection.connect();
  } catch {
    // It was closed meanwhile.
  }
}
