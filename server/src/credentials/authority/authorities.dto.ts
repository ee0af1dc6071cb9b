import { ApiProperty, PickType } from '@nestjs/swagger';
import { Choice, Flag, NestedList, Text, TextList, Uuid } from '../../http/fields.js';
import { pageOf } from '../../http/page.js';
import { roles, type RoleName } from '../../http/role.js';
import { CreateCredential } from '../credentials.dto.js';
import { keyFields } from '../key-given.js';
import { keyAlgorithms, type KeyAlgorithm } from '../keys/key.js';
import { authorityStates, type AuthorityState } from './authority.entity.js';
import { purposes, type Purpose } from './certificate.js';

/** Stands as a comment in files that OpenSSH reads line by line. */
const name = {
  max: 120,
  trim: true,
  pattern: /^[^\s"\\*\p{Cc}][^"\\*\p{Cc}\u2028\u2029]*$/u,
  says: 'must begin with a letter or the like, be one line, and hold no quotes, backslashes or asterisks',
  description: 'Unique among the authorities, without regard to case.',
  example: 'people',
};

export class CreateAuthority extends PickType(CreateCredential, keyFields) {
  @Text(name)
  name: string;
  @Choice(purposes, {
    name: 'CertificatePurpose',
    description: '`user`: its certificates let people and programs in. `host`: they say which server it is.',
  })
  purpose: Purpose;
}

export class ReplaceAuthority extends PickType(CreateCredential, keyFields) {
  @Text({ ...name, description: 'Of the successor.' })
  name: string;
  @Text({ max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason: string;
}

export class ChangeAuthority {
  @Text({ ...name, optional: true, min: 1 })
  name?: string;
}

export class RetireAuthority {
  @Text({ max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason: string;
  @Flag({
    optional: true,
    default: false,
    description: 'Also while servers trust it that have not proven that they trust its successor.',
  })
  force?: boolean;
}

const principals = {
  least: 1,
  most: 256,
  max: 128,
  pattern: /^(\*|[\w.@:+$%/=~^#&()-]+)$/,
  says: 'must be of letters, digits and `._@:+$%/=~^#&()-`, or the asterisk alone',
};

export class PrincipalRuleBody {
  @Choice(roles, { optional: true, description: 'For everybody of this role and above. Either this or `userId`.' })
  role?: RoleName;
  @Uuid({ optional: true })
  userId?: string;
  @TextList({ ...principals, description: 'Users that they may log in as. `*`: any.', example: ['deploy'] })
  principals: string[];
}

export class PutPrincipals {
  @NestedList(() => PrincipalRuleBody, { most: 200 })
  rules: PrincipalRuleBody[];
}

class PrincipalRuleView {
  @ApiProperty({ type: String, enum: roles, nullable: true })
  role: RoleName | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  userId: string | null;
  @ApiProperty({ type: [String] })
  principals: string[];
}

export class PrincipalRules {
  @ApiProperty({ type: [PrincipalRuleView], description: 'Empty: nobody but admins may have certificates.' })
  rules: PrincipalRuleView[];
}

class TrustCounts {
  @ApiProperty({ description: 'Servers that it was deployed to, and that have not proven yet that they trust it.' })
  deployed: number;
  @ApiProperty({ description: 'Servers that let in whoever it vouches for: somebody tried.' })
  proven: number;
  @ApiProperty({ description: 'Servers that refused, though they were asked.' })
  refused: number;
  @ApiProperty({
    description:
      'Servers that may trust it and have not proven another one of its line: while there are some, it is not retired.',
  })
  unproven: number;
}

export class AuthorityView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid', description: 'The first of those that replaced each other.' })
  lineId: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: purposes, enumName: 'CertificatePurpose' })
  purpose: Purpose;
  @ApiProperty({ enum: keyAlgorithms, enumName: 'KeyAlgorithm' })
  algorithm: KeyAlgorithm;
  @ApiProperty()
  bits: number;
  @ApiProperty({ description: 'As in `TrustedUserCAKeys`.', example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… people' })
  publicKey: string;
  @ApiProperty({ example: 'SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I' })
  fingerprint: string;
  @ApiProperty({
    enum: authorityStates,
    enumName: 'AuthorityState',
    description: '`retiring`: another one replaces it, and both are trusted until it is retired.',
  })
  state: AuthorityState;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  successorId: string | null;
  @ApiProperty({ description: 'Certificates that it signed.', example: '1208' })
  lastSerial: string;
  @ApiProperty()
  trust: TrustCounts;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  retiredAt: string | null;
  @ApiProperty()
  version: number;
}

export class AuthorityPage extends pageOf(AuthorityView) {}

export class AuthorityHostsQuery {
  @Text({
    optional: true,
    min: 1,
    max: 1_000,
    default: '*',
    pattern: /^[\w.:*?!,[\]-]+$/,
    says: 'must be patterns of host names as in known_hosts, separated by commas',
    description: 'Patterns of the names that the authority speaks for.',
    example: '*.example.com',
  })
  hosts?: string;
}
