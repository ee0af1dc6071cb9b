import { Conflict } from '../../http/domain-error.js';
import { MasterKeys, type MasterKey } from './master-keys.js';
import type { Transit } from './transit.js';

/** A version of a key that never leaves Vault. */
class VaultMasterKey implements MasterKey {
  readonly provider = 'vault';
  readonly id: string;
  private readonly prefix: string;

  constructor(
    private readonly transit: Transit,
    private readonly version: number,
  ) {
    this.id = `vault:${transit.keyPath}:v${version}`;
    this.prefix = `vault:v${version}:`;
  }

  wrap(dataKey: Buffer, place: string): Promise<Buffer> {
    return this.transit.encrypt(dataKey, place, this.version);
  }

  async unwrap(wrapped: Buffer, place: string): Promise<Buffer | undefined> {
    return this.couldHaveWrapped(wrapped) ? this.transit.decrypt(wrapped, place) : undefined;
  }

  couldHaveWrapped(wrapped: Buffer): boolean {
    return wrapped.subarray(0, this.prefix.length).equals(Buffer.from(this.prefix));
  }
}

/** Those of Vault, with the local ones for what they wrapped before Vault was there. */
export class VaultMasterKeys extends MasterKeys {
  readonly whereabouts: string;

  constructor(
    private readonly transit: Transit,
    private readonly local: MasterKeys,
  ) {
    super();
    this.whereabouts = `the key ${transit.keyPath} of Vault at ${transit.address}`;
  }

  async newest(): Promise<MasterKey> {
    return new VaultMasterKey(this.transit, await this.transit.latestVersion());
  }

  async find(id: string): Promise<MasterKey | undefined> {
    const prefix = `vault:${this.transit.keyPath}:v`;
    const version = id.startsWith(prefix) ? Number(id.slice(prefix.length)) : 0;
    return version >= 1 ? new VaultMasterKey(this.transit, version) : this.local.find(id);
  }

  /** The versions of its keys are Vault's to keep, and the local key is still needed for sessions. */
  spare(): Promise<string[]> {
    return Promise.resolve([]);
  }

  async renewed(): Promise<MasterKey> {
    const { id } = await this.newest();
    await this.transit.rotate();
    const key = await this.newest();
    if (key.id !== id) return key;
    throw new Conflict('master-key.no-newer', `Vault still says that ${id} is the newest.`);
  }

  discardSpare(): Promise<string | undefined> {
    return Promise.resolve(
      `What the former key wrapped is wrapped anew: Vault may be told to open nothing older (min_decryption_version of ${this.transit.keyPath}).`,
    );
  }
}
