import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A set of servers. When it was made and changed, and how often, is the database's to say. */
@Entity('groups')
export class Group {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text', { nullable: true }) description: string | null;
  @Column('text', { nullable: true }) query: string | null;
  @Column('uuid', { array: true }) children: string[];
  @Column({ type: 'integer', insert: false, update: false }) version: number;
}
