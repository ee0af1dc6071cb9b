import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PageName, QueryOfView } from './views.dto.js';

/** A way to look at a page of the console that somebody gave a name. */
@Entity('views')
export class View {
  @PrimaryColumn('uuid') id: string;
  /** Null when its owner is gone; only a shared one is left then. */
  @Column('uuid', { nullable: true }) ownerId: string | null;
  @Column('text') name: string;
  @Column('text') page: PageName;
  @Column('jsonb') query: QueryOfView;
  @Column('boolean') shared: boolean;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('integer') version: number;
}
