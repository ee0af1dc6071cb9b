import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RoleName } from '../http/role.js';

@Entity('users')
export class User {
  @PrimaryColumn('uuid') id: string;
  @Column('text') email: string;
  @Column('text') name: string;
  @Column('text') passwordHash: string;
  @Column('text') role: RoleName;
  @Column('boolean') mustChangePassword: boolean;
  @Column('boolean') disabled: boolean;
  @Column({ type: 'timestamptz', insert: false, update: false }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) lastLoginAt: Date | null;
  @Column({ type: 'integer', insert: false }) version: number;
}
