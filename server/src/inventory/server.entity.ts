import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeclaredCheck } from './declared-checks.js';
import type { Lifecycle } from './lifecycle.js';

/** What is declared of a managed machine. What is observed of it stands elsewhere. */
@Entity('servers')
export class Server {
  @PrimaryColumn('uuid') id: string;
  @Column('text') hostname: string;
  @Column('text', { nullable: true }) externalId: string | null;
  @Column('inet', { nullable: true }) ipAddress: string | null;
  @Column('inet', { array: true }) addresses: string[];
  @Column('text') lifecycle: Lifecycle;
  @Column('timestamptz') lifecycleSince: Date;
  @Column('text', { nullable: true }) environment: string | null;
  @Column('text', { nullable: true }) region: string | null;
  @Column('text', { nullable: true }) site: string | null;
  @Column('text', { nullable: true }) role: string | null;
  @Column('text', { nullable: true }) owner: string | null;
  @Column('jsonb', { nullable: true }) provider: object | null;
  @Column('jsonb', { nullable: true }) os: object | null;
  @Column('jsonb', { nullable: true }) hardware: object | null;
  @Column('integer') sshPort: number;
  @Column('text', { nullable: true }) sshUser: string | null;
  @Column('uuid', { nullable: true }) sshCredentialId: string | null;
  @Column('text', { array: true }) tags: string[];
  @Column('uuid', { nullable: true }) templateId: string | null;
  @Column('integer', { nullable: true }) templateVersion: number | null;
  @Column('jsonb') checks: DeclaredCheck[];
  @Column('jsonb') attributes: object;
  @Column('text', { nullable: true }) notes: string | null;
  @Column({ type: 'timestamptz', insert: false }) createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz', { nullable: true }) deletedAt: Date | null;
  @Column('integer') version: number;
}
