import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Check } from '../../inventory/checks.dto.js';

/** What servers should be; its former versions are kept by the database. */
@Entity('templates')
export class Template {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text', { nullable: true }) description: string | null;
  /** `ServerDefaults` without what is null or empty. */
  @Column('jsonb') defaults: object;
  @Column('text', { array: true }) tags: string[];
  @Column('jsonb', { nullable: true }) checks: Check[] | null;
  @Column('integer') version: number;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz', { nullable: true }) deletedAt: Date | null;
}
