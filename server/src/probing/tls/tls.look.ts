import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, rootCertificates, type SecureContext, type TLSSocket } from 'node:tls';
import { within, type Phase } from '../deadline.js';
import { failure, isDialled, type Dialler } from '../dialler.js';
import type { Target } from '../prober.js';
import { Unexpected } from '../reading.js';
import { down, type Seen } from '../seen.js';
import { chainOf, problemsOf, shownCertificate, type ShownCertificate, type TlsProblem } from './certificates.js';
import { ocspStatusOf, type OcspStatus } from './ocsp.js';
import { askForTls, type StarttlsProtocol } from './starttls.js';

export interface TlsLook {
  port: number;
  timeoutMs: number;
  /** Whom the certificate must be for. Not given: the target's name. */
  servername?: string | null;
  starttls?: StarttlsProtocol | null;
}

/** A handshake that came to an end, whatever is wrong with the certificate. */
export interface TlsFinding {
  address: string;
  dnsMs: number;
  connectMs: number;
  handshakeMs: number;
  /** `TLSv1.3`. */
  protocol: string;
  cipher: string;
  /** The server's own first. */
  chain: ShownCertificate[];
  /** The worst first. */
  problems: TlsProblem[];
  /** Null when nothing was stapled. */
  ocsp: OcspStatus | null;
}

const contexts = new WeakMap<Dialler, SecureContext>();

/**
 * Made once: one for each look would cost hundreds of kilobytes outside the heap. It accepts every protocol and cipher that is still spoken
 * somewhere, because what is weak is to be told and not to be refused.
 */
function contextOf(dialler: Dialler): SecureContext {
  const known = contexts.get(dialler);
  if (known) return known;
  const ca = [...rootCertificates, ...dialler.authorities];
  const context = createSecureContext({ minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0', ca });
  contexts.set(dialler, context);
  return context;
}

/** What a server shows of itself before any application speaks. Never rejects. */
export async function tlsLook(dialler: Dialler, target: Target, look: TlsLook): Promise<TlsFinding | Seen> {
  const begun = performance.now();
  const dialled = await dialler.dial(target.host, look.port, look.timeoutMs);
  if (!isDialled(dialled)) return dialled;
  const { socket, address, dnsMs, connectMs } = dialled;
  const phase: Phase = { name: look.starttls ? `STARTTLS of ${look.starttls}` : 'tls' };
  const name = look.servername ?? target.hostname;
  const leftMs = look.timeoutMs - (performance.now() - begun);
  const work = async (): Promise<TlsFinding | Seen> => {
    try {
      if (look.starttls) await askForTls(socket, look.starttls);
      phase.name = 'tls';
      const started = performance.now();
      const { secure, staple } = await handshake(socket, name, contextOf(dialler));
      const now = new Date();
      const chain = chainOf(secure);
      const ocsp = staple && ocspStatusOf(staple);
      const problems = problemsOf(secure, chain, name, now);
      if (ocsp === 'revoked' && !problems.includes('revoked')) problems.unshift('revoked');
      return {
        address,
        dnsMs,
        connectMs,
        handshakeMs: performance.now() - started,
        protocol: secure.getProtocol() ?? 'unknown',
        cipher: secure.getCipher().name,
        chain: chain.map((each) => shownCertificate(each, now)),
        problems,
        ocsp,
      };
    } catch (error) {
      return explained(error as Error);
    }
  };
  return within(leftMs, phase, work, () => socket.destroy());
}

function handshake(
  socket: Socket,
  name: string,
  secureContext: SecureContext,
): Promise<{ secure: TLSSocket; staple: Buffer | null }> {
  return new Promise((resolve, reject) => {
    let staple: Buffer | null = null;
    const secure = connect({
      socket,
      secureContext,
      // An address cannot be a server name (RFC 6066, section 3).
      ...(isIP(name) === 0 ? { servername: name } : {}),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      requestOCSP: true,
    });
    secure.once('OCSPResponse', (response: Buffer | null) => (staple = response?.length ? response : null));
    secure.once('secureConnect', () => resolve({ secure, staple }));
    secure.on('error', reject);
    secure.once('close', () => reject(new Unexpected('the peer closed the connection')));
  });
}

/** A handshake that fails says something of the peer, unless it is our own trouble. */
export function explained(error: NodeJS.ErrnoException & { reason?: string }): Seen {
  if (error instanceof Unexpected) return down('handshake', `no TLS: ${error.message}`);
  if (error.code?.startsWith('ERR_SSL_')) {
    const why = error.reason ?? error.code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ');
    return down(
      'handshake',
      why === 'wrong version number' ? 'what answers does not speak TLS' : `the TLS handshake failed: ${why}`,
    );
  }
  const seen = failure(error);
  if (seen.outcome === 'unseen') return seen;
  return down('handshake', `the TLS handshake failed: ${seen.message}`);
}

export function isTlsFinding(result: TlsFinding | Seen): result is TlsFinding {
  return 'chain' in result;
}
