import { ApiProperty } from '@nestjs/swagger';
import { TextList, Uuid, Whole } from '../../http/fields.js';
import { principal } from './certificates.dto.js';

export class PutCredentialCertificate {
  @Uuid({ description: 'Who signs; while another authority replaces it, that one does for servers that trust it.' })
  authorityId: string;
  @TextList({
    ...principal,
    optional: true,
    most: 64,
    description: 'Left out, the user that is logged in as on each server; only an admin may leave them out.',
  })
  principals?: string[];
  @Whole({ optional: true, min: 120, default: 3_600, description: 'Each certificate serves until half of it is over.' })
  validSeconds?: number;
}

export class CredentialCertificate {
  @ApiProperty({ format: 'uuid' })
  authorityId: string;
  @ApiProperty({ type: [String], description: 'Empty: the user that is logged in as on each server.' })
  principals: string[];
  @ApiProperty()
  validSeconds: number;
}
