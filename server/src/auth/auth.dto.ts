import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, Instant, Text } from '../http/fields.js';
import { roles, type RoleName } from '../http/role.js';

const email = {
  max: 254,
  trim: true,
  pattern: /^[^\s@]+@[^\s@]+$/,
  says: 'must be an email address',
  example: 'admin@fleet.local',
};
const password = { min: 8, max: 256 };

export class Login {
  @Text({ ...email })
  email: string;
  @Text({ min: 1, max: 256 })
  password: string;
}

export class ChangePassword {
  @Text({ min: 1, max: 256 })
  current: string;
  @Text({ ...password, description: 'At least 8 characters.' })
  next: string;
}

export class AddUser {
  @Text({ ...email })
  email: string;
  @Text({ optional: true, max: 120 })
  name?: string;
  @Choice(roles, { name: 'RoleName' })
  role: RoleName;
  @Text({ ...password })
  password: string;
}

export class ChangeUser {
  @Text({ optional: true, min: 1, max: 120 })
  name?: string;
  @Choice(roles, { optional: true, name: 'RoleName' })
  role?: RoleName;
  @Flag({ optional: true })
  disabled?: boolean;
  @Text({ ...password, optional: true, description: 'Sets a new password and ends the user’s sessions.' })
  password?: string;
}

export class UserView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  email: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: roles, enumName: 'RoleName' })
  role: RoleName;
  @ApiProperty()
  disabled: boolean;
  @ApiProperty({ description: 'True while the generated password of the first start is in use.' })
  mustChangePassword: boolean;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastLoginAt: string | null;
  @ApiProperty({ description: 'Counts changes, not sign-ins; the ETag.' })
  version: number;
}

export class UserList {
  @ApiProperty({ type: [UserView] })
  items: UserView[];
}

export class SignedIn {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer …`.' })
  accessToken: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
  @ApiProperty()
  user: UserView;
}

export class AddToken {
  @Text({ max: 120, description: 'What it is for.' })
  name: string;
  @Choice(roles, { name: 'RoleName', description: 'At most your own.' })
  role: RoleName;
  @Instant({ optional: true, nullable: true, description: 'Not given: it does not expire.' })
  expiresAt?: string | null;
}

export class TokenView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: roles, enumName: 'RoleName' })
  role: RoleName;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastUsedAt: string | null;
}

export class NewToken extends TokenView {
  @ApiProperty({ description: 'Shown once.', example: 'flt_…' })
  token: string;
}

export class TokenList {
  @ApiProperty({ type: [TokenView] })
  items: TokenView[];
}
