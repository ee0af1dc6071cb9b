import { dnsProber } from './dns/dns.prober.js';
import { httpProber } from './http/http.prober.js';
import { icmpProber } from './icmp/icmp.prober.js';
import type { Prober } from './prober.js';
import { sshProber } from './ssh/ssh.prober.js';
import { tcpProber } from './tcp/tcp.prober.js';
import { tlsProber } from './tls/tls.prober.js';

const all = [tcpProber, httpProber, tlsProber, sshProber, dnsProber, icmpProber] as readonly Prober<never>[];

/** Every way of looking, by the type of the check that asks for it. */
export const probers: ReadonlyMap<string, Prober<never>> = new Map(all.map((prober) => [prober.type, prober]));
