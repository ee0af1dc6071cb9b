import type { Prober } from '../prober.js';
import { httpProber } from './http.prober.js';
import { tcpProber } from './tcp.prober.js';

const all = [tcpProber, httpProber] as readonly Prober<never>[];

/** Every way of looking, by the type of the check that asks for it. */
export const probers: ReadonlyMap<string, Prober<never>> = new Map(all.map((prober) => [prober.type, prober]));
