import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KeyAlgorithm } from './keys/key.js';

/** A key that servers are to know, through all its versions. What is secret of it stands in `secrets`. */
@Entity('credentials')
export class Credential {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') algorithm: KeyAlgorithm;
  @Column('integer') keyVersion: number;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
  @Column('integer', { nullable: true }) rotateEveryDays: number | null;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) rotatedAt: Date | null;
  @Column({ type: 'timestamptz', nullable: true, insert: false, update: false }) lastUsedAt: Date | null;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz', { nullable: true }) deletedAt: Date | null;
  @Column('integer') version: number;
}

@Entity('credential_versions')
export class CredentialVersion {
  @PrimaryColumn('uuid') credentialId: string;
  @PrimaryColumn('integer') keyVersion: number;
  @Column('integer') bits: number;
  @Column('text') publicKey: string;
  @Column('text') comment: string;
  @Column('text') fingerprint: string;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) retiredAt: Date | null;
  /** With its credential: the key may come again in another one. */
  @Column('timestamptz', { nullable: true }) deletedAt: Date | null;
}
