/** Ctrl-C reaches a process once from the terminal and once from each launcher above it; within this time they are one. */
const echoMs = 500;

/** When this process is to end: asked by a signal, or by the launcher's death. */
export interface StopRequest {
  /** Asked: finish what was begun, then end. */
  readonly asked: AbortSignal;
  /** Asked again: end without waiting for anybody. */
  readonly insisted: AbortSignal;
}

export function stopRequest(): StopRequest {
  const asked = new AbortController();
  const insisted = new AbortController();
  let askedAt = Infinity;
  const ask = (): void => {
    if (Date.now() - askedAt > echoMs) insisted.abort();
    if (!asked.signal.aborted) askedAt = Date.now();
    asked.abort();
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  process.on('SIGHUP', ask);
  process.on('disconnect', ask);
  process.channel?.unref();
  return { asked: asked.signal, insisted: insisted.signal };
}

/** Resolves when the signal is aborted, at once when it is already. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
