import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Actor } from '../../audit/actor.js';
import { publicKeyOf } from '../keys/key.js';
import type { LoginKey } from '../ssh/signer.js';
import type { Signing } from './signing.js';

const generate = promisify(generateKeyPair);
const validMs = 600_000;
const skewMs = 300_000;
/** Longer than any login takes. */
const leastLeftMs = 120_000;

/**
 * A key that exists for one job and is stored nowhere: a server that lets it in trusts the authority that certified it, because it
 * can know nothing else of the key. Its certificates run nothing.
 */
export class ProofKey {
  private readonly certificates = new Map<string, Promise<{ certificate: string; until: number }>>();

  private constructor(
    private readonly signing: Signing,
    private readonly actor: Actor,
    private readonly authorityId: string,
    private readonly key: Pick<LoginKey, 'publicLine' | 'privateKey'> & { fingerprint: string },
  ) {}

  static async made(signing: Signing, actor: Actor, authorityId: string): Promise<ProofKey> {
    const { privateKey } = await generate('ed25519');
    const { line: publicLine, fingerprint } = publicKeyOf(privateKey);
    return new ProofKey(signing, actor, authorityId, { publicLine, privateKey, fingerprint });
  }

  /** To log in with as one of these; one certificate serves all servers that ask for the same. */
  async for(principals: readonly string[]): Promise<LoginKey> {
    const { publicLine, privateKey } = this.key;
    const { certificate } = await this.certificate([...new Set(principals)].sort());
    return { name: 'a certificate for nobody’s key', publicLine, privateKey, certificate };
  }

  private async certificate(principals: string[]): Promise<{ certificate: string; until: number }> {
    const name = principals.join(' ');
    const known = await this.certificates.get(name);
    if (known && known.until - Date.now() > leastLeftMs) return known;
    const signed = this.signed(principals);
    this.certificates.set(name, signed);
    return signed;
  }

  private async signed(principals: string[]): Promise<{ certificate: string; until: number }> {
    const now = Date.now();
    const { publicLine, fingerprint } = this.key;
    const { certificate } = await this.signing.sign(this.actor, {
      ...{ authorityId: this.authorityId, publicLine, fingerprint, principals, extensions: [] },
      keyId: 'infrawatch-fleet: proof of trust',
      reason: 'Does the server trust this authority?',
      criticalOptions: { 'force-command': 'true' },
      validAfter: new Date(now - skewMs),
      validBefore: new Date(now + validMs),
    });
    return { certificate, until: now + validMs };
  }
}
