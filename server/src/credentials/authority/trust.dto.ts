import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, Text, TextList, UuidList } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import { principal } from './certificates.dto.js';

const mostServers = 20_000;

export class ChosenServers {
  @UuidList({ optional: true, most: mostServers, description: 'These servers. Either this or `q`.' })
  serverIds?: string[];
  @Text({ optional: true, max: 2_000, description: 'All servers that match; the empty text is the whole fleet.' })
  q?: string;
}

export const trustWays = ['authorized-keys', 'sshd'] as const;
export type TrustWay = (typeof trustWays)[number];

export class DeployAuthority extends ChosenServers {
  @Choice(trustWays, {
    optional: true,
    default: 'authorized-keys',
    name: 'TrustWay',
    description:
      '`authorized-keys`: for the user that is logged in as; needs no root. `sshd`: `TrustedUserCAKeys`, for every user by their own name; the login must be as root. Only for admins.',
  })
  way?: TrustWay;
  @TextList({
    ...principal,
    optional: true,
    least: 1,
    most: 64,
    description:
      'Certificates for one of these let in as the user that logs in here. Left out: certificates for that user’s name. Only for admins: it decides who becomes that user.',
    example: ['deploy'],
  })
  principals?: string[];
  @Flag({ optional: true, default: false, description: 'Says which servers lack it, by what is on record; asks none.' })
  dryRun?: boolean;
}

export const trustStates = ['deploying', 'deployed', 'proven', 'refused', 'removed'] as const;
export type TrustState = (typeof trustStates)[number];

export class TrustView {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({
    enum: trustStates,
    enumName: 'TrustState',
    description:
      '`proven`: it let in a key that only the authority vouched for. `refused`: it did not. `deploying`: the server was about to be touched, and may or may not have been.',
  })
  state: TrustState;
  @ApiProperty({ enum: trustWays, enumName: 'TrustWay', description: 'How it was deployed.' })
  way: TrustWay;
  @ApiProperty({ type: [String] })
  principals: string[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deployedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  provenAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was last tried.' })
  lookedAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last try came to nothing.' })
  error: string | null;
}

export class TrustPage extends pageOf(TrustView) {}

export class TrustQuery extends PageQuery {
  @Choice(trustStates, { optional: true, name: 'TrustState' })
  state?: TrustState;
}

class DeploymentItem {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ description: 'The user whose authorized_keys would have one line more.' })
  user: string;
  @ApiProperty({ description: 'False: it is on record as deployed already.' })
  lacksIt: boolean;
}

export class DeploymentPreview {
  @ApiProperty()
  total: number;
  @ApiProperty({ description: 'Of these, how many lack it.' })
  lacking: number;
  @ApiProperty({ type: [DeploymentItem], description: 'The first hundred.' })
  servers: DeploymentItem[];
}
