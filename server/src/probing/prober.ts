import type { Dialler } from './dialler.js';
import type { Seen } from './seen.js';

/** Where to look. */
export interface Target {
  /** An address, or a name that is resolved. */
  host: string;
  /** The name that the target goes by: Host header, server name of TLS. */
  hostname: string;
}

/** A way of looking: no state, no dependencies. A new one is a file and a line in the list. Never rejects. */
export interface Prober<Settings> {
  type: string;
  probe(dialler: Dialler, target: Target, settings: Settings): Promise<Seen>;
}
