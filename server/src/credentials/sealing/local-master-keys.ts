import { createHash, randomBytes } from 'node:crypto';
import type { LocalMasterKeysConfig } from '../../config/config.js';
import { keysIn, replaceKeys } from '../../config/key-file.js';
import { Conflict } from '../../http/domain-error.js';
import { opened, sealBytes, sealed } from '../../http/sealed.js';
import { MasterKeys, type MasterKey } from './master-keys.js';

const dataKeyBytes = 32;

/** A master key whose 32 bytes this process knows. */
class LocalMasterKey implements MasterKey {
  readonly provider = 'local';
  readonly id: string;

  constructor(readonly bytes: Buffer) {
    this.id = createHash('sha256').update('fleet master key').update(bytes).digest('hex').slice(0, 16);
  }

  wrap(dataKey: Buffer, place: string): Promise<Buffer> {
    return Promise.resolve(sealed(dataKey, this.bytes, place));
  }

  unwrap(wrapped: Buffer, place: string): Promise<Buffer | undefined> {
    return Promise.resolve(opened(wrapped, this.bytes, place));
  }

  couldHaveWrapped(wrapped: Buffer): boolean {
    return wrapped.length === dataKeyBytes + sealBytes;
  }
}

/** From FLEET_MASTER_KEY, or a file that may get a newer one while this process runs. */
export class LocalMasterKeys extends MasterKeys {
  private keys: readonly LocalMasterKey[];

  constructor(private readonly config: LocalMasterKeysConfig) {
    super();
    this.keys = config.keys.map((bytes) => new LocalMasterKey(bytes));
  }

  get whereabouts(): string {
    if (this.config.isGenerated) return this.config.file as string;
    return this.config.file === undefined ? 'FLEET_MASTER_KEY' : `FLEET_MASTER_KEY_FILE (${this.config.file})`;
  }

  newest(): Promise<MasterKey> {
    this.look();
    return Promise.resolve(this.first);
  }

  find(id: string): Promise<MasterKey | undefined> {
    if (!this.keys.some((each) => each.id === id)) this.look();
    return Promise.resolve(this.keys.find((each) => each.id === id));
  }

  spare(): Promise<string[]> {
    this.look();
    return Promise.resolve(this.keys.slice(1).map(({ id }) => id));
  }

  renewed(): Promise<MasterKey> {
    if (!this.config.isGenerated) {
      throw new Conflict(
        'master-key.no-newer',
        `The newest key in ${this.whereabouts} is in use already: put a new one there, its former one into FLEET_MASTER_KEY_PREVIOUS, and run this again once every process has both.`,
      );
    }
    this.write([randomBytes(32), ...this.keys.map(({ bytes }) => bytes)]);
    return Promise.resolve(this.first);
  }

  discardSpare(): Promise<string | undefined> {
    if (this.keys.length < 2) return Promise.resolve(undefined);
    if (!this.config.isGenerated) {
      const where = this.config.file === undefined ? 'FLEET_MASTER_KEY_PREVIOUS' : 'all but the first line of the file';
      return Promise.resolve(`The former key wraps nothing any more: remove ${where}.`);
    }
    this.write([this.first.bytes]);
    return Promise.resolve(undefined);
  }

  private get first(): LocalMasterKey {
    return this.keys[0] as LocalMasterKey;
  }

  /** Keys that were given beside the file stay. What cannot be read now was read at the start, and that stays too. */
  private look(): void {
    if (this.config.file === undefined) return;
    try {
      const found = keysIn(this.config.file).map((bytes) => new LocalMasterKey(bytes));
      const kept = this.config.isGenerated ? [] : this.keys.filter(({ id }) => found.every((each) => each.id !== id));
      this.keys = [...found, ...kept];
    } catch {
      // a file that is just being put there, or whose volume is away
    }
  }

  private write(content: Buffer[]): void {
    replaceKeys(this.config.file as string, content);
    this.keys = content.map((bytes) => new LocalMasterKey(bytes));
  }
}
