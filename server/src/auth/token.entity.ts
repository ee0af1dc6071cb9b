import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RoleName } from '../http/role.js';

/** An API token. Only a SHA-256 of it is kept: it is 256 random bits, which no dictionary holds. */
@Entity('tokens')
export class Token {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') userId: string;
  @Column('text') name: string;
  @Column('text') role: RoleName;
  @Column('bytea') hash: Buffer;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastUsedAt: Date | null;
}
