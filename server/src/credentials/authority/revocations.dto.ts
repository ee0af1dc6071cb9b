import { ApiProperty } from '@nestjs/swagger';
import { NestedList, Text } from '../../http/fields.js';
import { pageOf } from '../../http/page.js';

const serial = {
  max: 20,
  pattern: /^\d+$/,
  says: 'must be a whole number',
  example: '1208',
};

class SerialsBody {
  @Text(serial)
  from: string;
  @Text({ ...serial, optional: true, min: 1, description: 'Left out: `from` alone.' })
  to?: string;
}

/** Exactly one of the four. */
export class Revoke {
  @Text({
    optional: true,
    max: 4_096,
    description: 'A line of authorized_keys: this key, and every certificate for it.',
  })
  publicKey?: string;
  @Text({
    optional: true,
    pattern: /^SHA256:[\w+/-]{43}$/,
    says: 'must be a fingerprint such as SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I',
    description: 'The same of a key of which no more is known.',
  })
  fingerprint?: string;
  @Text({
    optional: true,
    min: 1,
    max: 255,
    description: 'Every certificate with this key id, of this authority and those that replaced each other with it.',
  })
  keyId?: string;
  @NestedList(() => SerialsBody, { optional: true, most: 100, description: 'Certificates of this authority.' })
  serials?: SerialsBody[];
  @Text({ max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason: string;
}

const text = { type: String, nullable: true } as const;

export class RevocationView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['key', 'fingerprint', 'key-id', 'serials'], enumName: 'RevocationKind' })
  kind: string;
  @ApiProperty({ ...text, description: 'The key, the fingerprint or the key id.' })
  value: string | null;
  @ApiProperty(text)
  serialFrom: string | null;
  @ApiProperty(text)
  serialTo: string | null;
  @ApiProperty()
  reason: string;
  @ApiProperty()
  actorName: string;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class RevocationPage extends pageOf(RevocationView) {}

export class Revoked {
  @ApiProperty({ description: 'Certificates that were valid, and are revoked now.' })
  certificates: number;
}

export class DownloadOpened {
  @ApiProperty({
    description: 'Where servers fetch the list without signing in. Shown once; the former one ends.',
    example: '/api/v1/authorities/01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64/krl/gW4i…',
  })
  path: string;
}
