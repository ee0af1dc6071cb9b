import { ApiProperty } from '@nestjs/swagger';
import { Choice, Text, Whole } from '../http/fields.js';
import { pageOf } from '../http/page.js';
import { keyAlgorithms, type KeyAlgorithm } from './keys/key.js';

export class CreateCredential {
  @Text({
    max: 120,
    trim: true,
    description: 'Unique among the credentials, without regard to case.',
    example: 'fleet',
  })
  name: string;
  @Choice(['generate'], { name: 'CredentialOrigin' })
  kind: 'generate';
  @Choice(keyAlgorithms, { optional: true, default: 'ed25519', name: 'KeyAlgorithm' })
  algorithm?: KeyAlgorithm;
  @Whole({ optional: true, description: 'RSA: 3072 or 4096 (default); ECDSA: 256 (default), 384 or 521.' })
  bits?: number;
}

export class CredentialView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: keyAlgorithms, enumName: 'KeyAlgorithm' })
  algorithm: KeyAlgorithm;
  @ApiProperty()
  bits: number;
  @ApiProperty({ description: 'As in authorized_keys.', example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… fleet' })
  publicKey: string;
  @ApiProperty({ example: 'SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I' })
  fingerprint: string;
  @ApiProperty({ description: 'How many keys it has had; each rotation adds one.' })
  keyVersion: number;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  rotatedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;
  @ApiProperty({ description: 'How many servers are logged in to with it.' })
  usedBy: number;
  @ApiProperty()
  version: number;
}

export class CredentialPage extends pageOf(CredentialView) {}
