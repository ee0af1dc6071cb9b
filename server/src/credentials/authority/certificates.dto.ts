import { ApiProperty } from '@nestjs/swagger';
import { Choice, Nested, Text, TextList, Uuid, Whole } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import { purposes, type Purpose } from './certificate.js';
import { extensions, type Extension, type Narrowing } from './narrowing.js';

const text = { type: String, nullable: true } as const;
const id = { type: String, format: 'uuid', nullable: true } as const;
const reason = { max: 1_000, trim: true, description: 'Why; the audit keeps it.' };

export const principal = {
  most: 256,
  max: 253,
  pattern: /^[\w.@:+$%/=~^#&()-]+$/,
  says: 'must be of letters, digits and `._@:+$%/=~^#&()-`, without spaces or wildcards',
};

class CertificateOptions implements Narrowing {
  @Text({ optional: true, min: 1, max: 1_000, description: 'Runs whatever the user asks for.', example: 'uptime' })
  forceCommand?: string;
  @TextList({
    optional: true,
    most: 64,
    max: 64,
    description: 'Addresses and networks from which it is good.',
    example: ['10.0.0.0/8'],
  })
  sourceAddresses?: string[];
  @TextList({
    optional: true,
    most: extensions.length,
    pattern: new RegExp(`^(${extensions.join('|')})$`),
    says: `must be one of ${extensions.join(', ')}`,
    description: `Of ${extensions.join(', ')}. Left out: \`permit-pty\` alone.`,
  })
  extensions?: Extension[];
}

/** For exactly one of `publicKey`, `credentialId` and `serverId`; with `serverId` the key may be named beside it. */
export class SignCertificate {
  @Text({ optional: true, max: 4_096, description: 'A line of authorized_keys or a file `….pub`.' })
  publicKey?: string;
  @Uuid({ optional: true, description: 'For the key of this credential.' })
  credentialId?: string;
  @Uuid({
    optional: true,
    description: 'Host certificates: for the host key of this server that is trusted here, or for `publicKey`.',
  })
  serverId?: string;
  @TextList({
    ...principal,
    optional: true,
    least: 1,
    description: 'Users that it lets in as, or names of the server (left out: all that it has).',
    example: ['deploy'],
  })
  principals?: string[];
  @Whole({
    optional: true,
    min: 60,
    description:
      'User certificates: an hour (at most a day). Host certificates: 90 days. Admins may have up to 366 days.',
  })
  validSeconds?: number;
  @Text({
    optional: true,
    max: 200,
    trim: true,
    pattern: /^[^\p{Cc}]*$/u,
    says: 'must not contain control characters',
    description: 'Stands in the log of the server, behind the name of whoever asked.',
  })
  keyId?: string;
  @Nested(() => CertificateOptions, { optional: true })
  options?: CertificateOptions;
  @Text(reason)
  reason: string;
}

export const certificateStates = ['valid', 'expired', 'revoked'] as const;
export type CertificateState = (typeof certificateStates)[number];

export class SshCertificateView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  authorityId: string;
  @ApiProperty({ description: 'Unique among the certificates of its authority.', example: '1208' })
  serial: string;
  @ApiProperty({ enum: purposes, enumName: 'CertificatePurpose' })
  purpose: Purpose;
  @ApiProperty()
  keyId: string;
  @ApiProperty({ type: [String] })
  principals: string[];
  @ApiProperty({ description: 'Of the key in it.' })
  fingerprint: string;
  @ApiProperty({ description: 'As in a file `…-cert.pub`.' })
  certificate: string;
  @ApiProperty(id)
  credentialId: string | null;
  @ApiProperty(id)
  serverId: string | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  criticalOptions: Record<string, string>;
  @ApiProperty({ type: [String] })
  extensions: string[];
  @ApiProperty({ enum: certificateStates, enumName: 'CertificateState' })
  state: CertificateState;
  @ApiProperty({ format: 'date-time' })
  validAfter: string;
  @ApiProperty({ format: 'date-time' })
  validBefore: string;
  @ApiProperty({ description: 'Who asked for it.' })
  actorName: string;
  @ApiProperty(text)
  reason: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt: string | null;
  @ApiProperty(text)
  revokedReason: string | null;
}

export class SshCertificatePage extends pageOf(SshCertificateView) {}

export class CertificatesQuery extends PageQuery {
  @Uuid({ optional: true })
  authorityId?: string;
  @Uuid({ optional: true })
  credentialId?: string;
  @Uuid({ optional: true })
  serverId?: string;
  @Text({ optional: true, max: 253, description: 'Good for this user or host name.' })
  principal?: string;
  @Text({ optional: true, max: 64, description: 'Of this key (`SHA256:…`).' })
  fingerprint?: string;
  @Choice(certificateStates, { optional: true, name: 'CertificateState' })
  state?: CertificateState;
}

export class RevokeCertificate {
  @Text(reason)
  reason: string;
}
