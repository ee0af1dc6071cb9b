import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit')
export class AuditEntry {
  @PrimaryColumn('uuid') id: string;
  @Column({ type: 'timestamptz', insert: false }) at: Date;
  @Column('text') actorType: string;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('text') actorName: string;
  @Column('inet', { nullable: true }) ip: string | null;
  @Column('text', { nullable: true }) requestId: string | null;
  @Column('text') action: string;
  @Column('text') subjectType: string;
  @Column('uuid', { nullable: true }) subjectId: string | null;
  @Column('text', { nullable: true }) subjectName: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('jsonb', { nullable: true }) before: object | null;
  @Column('jsonb', { nullable: true }) after: object | null;
}
