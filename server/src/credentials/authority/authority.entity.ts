import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KeyAlgorithm } from '../keys/key.js';
import type { Purpose } from './certificate.js';

export const authorityStates = ['active', 'retiring', 'retired'] as const;
export type AuthorityState = (typeof authorityStates)[number];

/** Whose signature makes a certificate. What is secret of it stands in `secrets`. */
@Entity('authorities')
export class Authority {
  @PrimaryColumn('uuid') id: string;
  /** The first of those that replaced each other. */
  @Column('uuid') lineId: string;
  @Column('text') name: string;
  @Column('text') purpose: Purpose;
  @Column('text') algorithm: KeyAlgorithm;
  @Column('integer') bits: number;
  @Column('text') publicKey: string;
  @Column('text') fingerprint: string;
  @Column('text') state: AuthorityState;
  @Column('uuid', { nullable: true }) successorId: string | null;
  /** A number of 64 bits, as text. */
  @Column({ type: 'bigint', insert: false }) lastSerial: string;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz', { nullable: true }) retiredAt: Date | null;
  @Column('timestamptz', { nullable: true }) deletedAt: Date | null;
  @Column('integer') version: number;
}
