import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, FlagParam, Instant, Text, Whole } from '../http/fields.js';
import { PageQuery, pageOf } from '../http/page.js';
import { keyAlgorithms, type KeyAlgorithm } from './keys/key.js';

const name = {
  max: 120,
  trim: true,
  pattern: /^[^\s"\\*\p{Cc}][^"\\*\p{Cc}\u2028\u2029]*$/u,
  says: 'must begin with a letter or the like, be one line, and hold no quotes, backslashes or asterisks',
  description: 'Unique among the credentials, without regard to case.',
  example: 'fleet',
};

const comment = {
  optional: true,
  trim: true,
  pattern: /^[^\p{Cc}\u2028\u2029]*$/u,
  says: 'must be one line',
  description: "Stands behind the public key. Left out: what the key's file says, or the name.",
};

const expiresAt = {
  optional: true,
  nullable: true,
  description: 'Until when it is good. Warnings follow from it; nothing is turned off.',
};

const rotateEveryDays = {
  optional: true,
  nullable: true,
  min: 1,
  max: 3_650,
  description: 'How old a key may become before it is due for a rotation. Null: as old as it likes.',
};

export const credentialOrigins = ['generate', 'import'] as const;
export type CredentialOrigin = (typeof credentialOrigins)[number];

/** What stands in `privateKey` and `passphrase` is used and forgotten; no answer, log or error repeats it. */
export class CreateCredential {
  @Text(name)
  name: string;
  @Choice(credentialOrigins, { name: 'CredentialOrigin' })
  kind: CredentialOrigin;
  @Choice(keyAlgorithms, {
    optional: true,
    default: 'ed25519',
    name: 'KeyAlgorithm',
    description: 'Of a key that is generated.',
  })
  algorithm?: KeyAlgorithm;
  @Whole({
    optional: true,
    description: 'Of a key that is generated. RSA: 3072 or 4096 (default); ECDSA: 256 (default), 384 or 521.',
  })
  bits?: number;
  @Text({
    optional: true,
    min: 1,
    max: 32_768,
    description:
      'To import: the text of a file of OpenSSH, OpenSSL (PKCS #1, SEC 1, PKCS #8) or PuTTY (PPK 2 and 3). Never answered.',
  })
  privateKey?: string;
  @Text({
    optional: true,
    max: 1_024,
    description: 'Opens `privateKey`, and is not kept. Of a key that is not encrypted it is not looked at.',
  })
  passphrase?: string;
  @Text({
    optional: true,
    min: 1,
    max: 16_384,
    description: 'To import: a line as in authorized_keys. When it is given, it must be of this key.',
  })
  publicKey?: string;
  @Flag({ optional: true, default: false, description: 'To import: takes RSA keys of 2048 to 3071 bits.' })
  acceptWeak?: boolean;
  @Text(comment)
  comment?: string;
  @Instant(expiresAt)
  expiresAt?: string | null;
  @Whole(rotateEveryDays)
  rotateEveryDays?: number | null;
}

/** Absent leaves a field as it is. The key itself changes by rotation only. */
export class ChangeCredential {
  @Text({ ...name, optional: true, min: 1 })
  name?: string;
  @Text({ ...comment, description: 'Stands behind the public key.' })
  comment?: string;
  @Instant(expiresAt)
  expiresAt?: string | null;
  @Whole(rotateEveryDays)
  rotateEveryDays?: number | null;
}

export class CredentialsQuery extends PageQuery {
  @Text({
    optional: true,
    min: 1,
    max: 120,
    description: 'A part of the name, or of the fingerprint of any key that it has or had.',
  })
  search?: string;
  @Text({
    optional: true,
    min: 1,
    max: 200,
    default: 'name',
    description: 'By `name`, `createdAt`, `rotatedAt`, `expiresAt`, `lastUsedAt` or `usedBy`; a minus turns one round.',
  })
  sort?: string;
  @FlagParam({ optional: true, description: 'Those that no server names; or, `false`, those that one does.' })
  unused?: boolean;
  @FlagParam({ optional: true, description: 'Those that expire within 30 days, or have; or, `false`, the others.' })
  expiring?: boolean;
}

const moment = { type: String, format: 'date-time', nullable: true } as const;

export class CredentialView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: keyAlgorithms, enumName: 'KeyAlgorithm' })
  algorithm: KeyAlgorithm;
  @ApiProperty()
  bits: number;
  @ApiProperty({ description: 'An RSA key of fewer than 3072 bits.' })
  weak: boolean;
  @ApiProperty({ description: 'As in authorized_keys.', example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… fleet' })
  publicKey: string;
  @ApiProperty({ example: 'SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I' })
  fingerprint: string;
  @ApiProperty()
  comment: string;
  @ApiProperty({ description: 'How many keys it has had; each rotation adds one.' })
  keyVersion: number;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty(moment)
  rotatedAt: string | null;
  @ApiProperty(moment)
  expiresAt: string | null;
  @ApiProperty({ type: Number, nullable: true })
  rotateEveryDays: number | null;
  @ApiProperty({ ...moment, description: 'When a login with it succeeded last, to the minute.' })
  lastUsedAt: string | null;
  @ApiProperty({ description: 'How many servers are logged in to with it.' })
  usedBy: number;
  @ApiProperty()
  version: number;
}

export class CredentialPage extends pageOf(CredentialView) {}

export class CredentialVersionView {
  @ApiProperty()
  keyVersion: number;
  @ApiProperty({ description: 'The one that servers should know.' })
  current: boolean;
  @ApiProperty()
  bits: number;
  @ApiProperty()
  publicKey: string;
  @ApiProperty()
  fingerprint: string;
  @ApiProperty()
  comment: string;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ ...moment, description: 'Since when no server knows it, and its private part is gone.' })
  retiredAt: string | null;
}

export class CredentialVersionPage extends pageOf(CredentialVersionView) {}
