import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { markerOf, placed, removed } from '../deployment/authorized-keys.js';
import { Logins } from '../ssh/logins.js';
import type { RotationTask, ServerTask } from './rotation-task.js';
import type { Step } from './steps.js';
import { StepFailure } from './trouble.js';
import { Visit } from './visit.js';

interface Found {
  /** Of the key that the server knew. */
  oldVersion?: number | null;
}

interface KnownVersion {
  key_version: number;
  public_key: string;
}

type Reach = (visit: Visit, rotation: RotationTask, server: ServerTask) => Promise<Found | void>;

/** What is done to a server, and seen of it, so that a step may be written down. All of it may be done again. */
@Injectable()
export class ServerSteps {
  private readonly work: Partial<Record<Step, Reach>> = {
    placing: (visit, rotation, server) => this.seeOldKey(visit, rotation, server),
    placed: (visit, rotation, server) => this.placeNew(visit, rotation, server),
    verified: (visit, rotation) => this.seeNewKey(visit, rotation),
    removed: (visit, rotation) => this.removeOld(visit, rotation),
    done: (visit, rotation) => this.seeOldRefused(visit, rotation),
    restored: (visit, rotation, server) => this.restoreOld(visit, rotation, server),
    'rolled-back': (visit, rotation, server) => this.withdrawNew(visit, rotation, server),
  };

  constructor(
    private readonly sql: Sql,
    private readonly logins: Logins,
  ) {}

  visit(rotation: RotationTask, server: ServerTask): Visit {
    return new Visit(this.logins, server.serverId, rotation.credentialId);
  }

  /** @throws what `troubleOf` reads */
  async reach(step: Step, visit: Visit, rotation: RotationTask, server: ServerTask): Promise<Found> {
    // Who was never begun with has nothing to be taken back from.
    if (step === 'rolled-back' && server.step === 'pending') return {};
    return (await this.work[step]?.(visit, rotation, server)) ?? {};
  }

  private async seeOldKey(visit: Visit, rotation: RotationTask, server: ServerTask): Promise<Found> {
    const version = await visit.enter(await this.keysFor(rotation, server));
    return { oldVersion: version === rotation.toVersion ? null : version };
  }

  private async placeNew(visit: Visit, rotation: RotationTask, server: ServerTask): Promise<void> {
    await visit.enter(await this.keysFor(rotation, server));
    await this.place(visit, rotation, rotation.toVersion);
  }

  private async seeNewKey(visit: Visit, { toVersion }: RotationTask): Promise<void> {
    if (await visit.accepts(toVersion)) return;
    throw new StepFailure(
      'placed-unused',
      'the new key stands in ~/.ssh/authorized_keys, and the server does not take it: sshd reads another file (AuthorizedKeysFile, AuthorizedKeysCommand), or does not trust this one (StrictModes). Nothing was removed; the old key is as it was',
    );
  }

  /** Stays logged in until the new key was seen to work without the old one, so that the old one can be put back. */
  private async removeOld(visit: Visit, rotation: RotationTask): Promise<void> {
    await visit.enter([rotation.toVersion]);
    const old = await this.otherVersions(rotation);
    for (const { public_key: line } of old) await visit.carryOut((session) => removed(session, line));
    if (await visit.wouldAccept(rotation.toVersion)) return;
    for (const { key_version: version } of old) await this.place(visit, rotation, version);
    throw new StepFailure(
      'new-refused',
      'the new key was refused once the old one was removed; the old one was put back',
    );
  }

  private async seeOldRefused(visit: Visit, rotation: RotationTask): Promise<void> {
    for (const { key_version: version } of await this.otherVersions(rotation)) {
      if (await visit.wouldAccept(version))
        throw new StepFailure(
          'old-remains',
          `the key of version ${version} still logs in, although no line of ~/.ssh/authorized_keys holds it: another file of AuthorizedKeysFile or an AuthorizedKeysCommand names it. Take it away there, then resume`,
        );
    }
  }

  private async restoreOld(visit: Visit, rotation: RotationTask, { oldVersion }: ServerTask): Promise<void> {
    if (oldVersion === null)
      throw new StepFailure('no-old-key', 'there is no old key that this server was seen to accept; the new one stays');
    if (await visit.accepts(oldVersion)) return;
    await visit.enter([rotation.toVersion]);
    await this.place(visit, rotation, oldVersion);
    if (await visit.accepts(oldVersion)) return;
    throw new StepFailure(
      'old-refused',
      'the old key was put back, and the server does not take it; the new one stays',
    );
  }

  private async withdrawNew(visit: Visit, rotation: RotationTask, { oldVersion }: ServerTask): Promise<void> {
    if (oldVersion === null) throw new Error('no old key');
    const { toVersion } = rotation;
    await visit.enter([oldVersion]);
    const [line] = await this.versions(rotation, [toVersion]);
    if (line) await visit.carryOut((session) => removed(session, line.public_key));
    if (!(await visit.wouldAccept(oldVersion))) {
      await this.place(visit, rotation, toVersion);
      throw new StepFailure(
        'old-refused',
        'the old key was refused once the new one was removed; the new one was put back',
      );
    }
    if (await visit.wouldAccept(toVersion))
      throw new StepFailure(
        'new-remains',
        'the new key still logs in, although no line of ~/.ssh/authorized_keys holds it',
      );
  }

  private async place(visit: Visit, rotation: RotationTask, version: number): Promise<void> {
    const [known] = await this.versions(rotation, [version]);
    if (!known) throw new Error(`there is no key of version ${version}`);
    const marker = markerOf(rotation.credentialId, version);
    await visit.carryOut((session) => placed(session, { publicLine: known.public_key, marker }));
  }

  /** With what to come in: what it is on record to know, then what it may know, the new key last. */
  private async keysFor({ credentialId, toVersion }: RotationTask, { serverId }: ServerTask): Promise<number[]> {
    const rows = await this.sql.rows<{ key_version: number }>(
      `SELECT v.key_version FROM credential_versions v
       LEFT JOIN key_placements p ON p.server_id = $2 AND p.credential_id = v.credential_id AND p.key_version = v.key_version
       WHERE v.credential_id = $1 AND v.retired_at IS NULL
       ORDER BY v.key_version = $3, coalesce(p.state, 'unknown') <> 'placed', coalesce(p.state, 'removed') = 'removed', v.key_version DESC`,
      [credentialId, serverId, toVersion],
      'rotation-keys-for',
    );
    return rows.map(({ key_version: version }) => version);
  }

  private otherVersions({ credentialId, toVersion }: RotationTask): Promise<KnownVersion[]> {
    return this.sql.rows<KnownVersion>(
      `SELECT key_version, public_key FROM credential_versions
       WHERE credential_id = $1 AND key_version <> $2 AND retired_at IS NULL ORDER BY key_version`,
      [credentialId, toVersion],
      'rotation-other-versions',
    );
  }

  private versions({ credentialId }: RotationTask, versions: number[]): Promise<KnownVersion[]> {
    return this.sql.rows<KnownVersion>(
      'SELECT key_version, public_key FROM credential_versions WHERE credential_id = $1 AND key_version = ANY ($2)',
      [credentialId, versions],
      'rotation-versions',
    );
  }
}
