import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, ValidateBy, ValidateIf } from 'class-validator';
import { Elements } from '../../http/elements.js';
import { Choice, Flag, Text, Uuid, UuidList, Whole } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import { JobView } from '../../jobs/jobs.dto.js';
import { keyAlgorithms, type KeyAlgorithm } from '../keys/key.js';
import { rotationStatuses, type RotationStatus } from './standing.js';
import { serverStates, steps, type ServerState, type Step } from './steps.js';
import { sharePattern, usualBudget, usualWaves, type Share } from './waves.js';

const mostIds = 20_000;
const mostWaves = 20;
const says = 'must be a count or a share, such as 5 or "10%"';
const shareSchema = {
  oneOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: sharePattern.source },
  ],
} satisfies ApiPropertyOptions;

function isShare(value: unknown): boolean {
  return sharePattern.test(String(value)) && (typeof value === 'string' || typeof value === 'number');
}

function OneShare(words: ApiPropertyOptions): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ ...words, ...shareSchema }),
    ValidateIf((_, value) => value !== undefined),
    ValidateBy({ name: 'isShare', validator: { validate: isShare, defaultMessage: () => says } }),
  );
}

function Shares(words: ApiPropertyOptions): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ ...words, type: 'array', items: shareSchema, maxItems: mostWaves } as ApiPropertyOptions),
    ValidateIf((_, value) => value !== undefined),
    IsArray(),
    ArrayMaxSize(mostWaves),
    Elements([{ name: 'share', isMet: isShare, says }]),
  );
}

export class RotateCredential {
  @UuidList({
    optional: true,
    most: mostIds,
    description: 'Only these of the servers that use it. Either this, `q`, or all.',
  })
  serverIds?: string[];
  @Text({ optional: true, max: 2_000, description: 'Only those of the servers that use it which match.' })
  q?: string;
  @Shares({
    description: `Sizes of the waves, each a count or a share of all; the first is the canary, and who is left over makes the last. Default: ${usualWaves.join(', ')}.`,
    example: [1, '10%', '50%'],
  })
  waves?: Share[];
  @OneShare({
    description:
      'So many servers may fail, a count or a share of all; the next one stops the roll-out. A share is at least one.',
    default: usualBudget,
  })
  failureBudget?: Share;
  @Whole({
    optional: true,
    max: 8_760,
    default: 24,
    description: 'For so many hours after its end the old keys are kept, so that it can be rolled back.',
  })
  keepOldHours?: number;
  @Choice(keyAlgorithms, {
    optional: true,
    name: 'KeyAlgorithm',
    description: 'Of the new key; otherwise as the old one.',
  })
  algorithm?: KeyAlgorithm;
  @Whole({ optional: true, description: 'As when a key is generated; otherwise as the old one.' })
  bits?: number;
  @Flag({ optional: true, default: false, description: 'Answers what would be done, and does nothing.' })
  dryRun?: boolean;
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}

export class TurnRotation {
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}

export class RollBackRotation {
  @Text({ max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason: string;
}

export class RotationsQuery extends PageQuery {
  @Uuid({ optional: true })
  credentialId?: string;
  @Choice(rotationStatuses, { optional: true, name: 'RotationStatus' })
  status?: RotationStatus;
}

export class RotationServersQuery extends PageQuery {
  @Choice(serverStates, { optional: true, name: 'RotationServerState' })
  state?: ServerState;
}

const maybe = { type: String, nullable: true } as const;

class PlannedServer {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty(maybe)
  site: string | null;
  @ApiProperty(maybe)
  environment: string | null;
  @ApiProperty({ description: 'As it was last seen.' })
  health: string;
  @ApiProperty({ description: 'False of one that is unhealthy: it would wait, and be finished when it answers again.' })
  isReachable: boolean;
  @ApiProperty({
    type: [Number],
    description: 'The keys that it is on record to know, by version; empty when nothing is on record.',
  })
  knownVersions: number[];
}

class PlannedWave {
  @ApiProperty({ description: 'The first, 0, is the canary.' })
  wave: number;
  @ApiProperty()
  total: number;
  @ApiProperty({ type: [PlannedServer], description: 'The first 200.' })
  servers: PlannedServer[];
}

class LeftOutServer {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ enum: ['decommissioned', 'deleted'] })
  why: string;
}

export class RotationPlan {
  @ApiProperty({ format: 'uuid' })
  credentialId: string;
  @ApiProperty()
  fromVersion: number;
  @ApiProperty()
  toVersion: number;
  @ApiProperty({ enum: keyAlgorithms, enumName: 'KeyAlgorithm' })
  algorithm: KeyAlgorithm;
  @ApiProperty({ type: Number, nullable: true, description: 'Null: as keys of this kind usually have.' })
  bits: number | null;
  @ApiProperty({ description: 'How many servers would get the new key.' })
  total: number;
  @ApiProperty({ description: 'How many of them are not reachable, as they were last seen.' })
  unreachable: number;
  @ApiProperty({ description: 'So many may fail; the next one stops the roll-out.' })
  failureBudget: number;
  @ApiProperty({ type: [PlannedWave] })
  waves: PlannedWave[];
  @ApiProperty({ type: [LeftOutServer], description: 'They have the key, and are not touched. The first 200.' })
  leftOut: LeftOutServer[];
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The rotation that is under way: while it is, no other can be ordered.',
  })
  underWay: string | null;
}

export class RotationWave {
  @ApiProperty({ description: 'The first, 0, is the canary.' })
  wave: number;
  @ApiProperty()
  total: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many of its servers are in which state.',
    example: { done: 12, failed: 1 },
  })
  states: Record<string, number>;
}

export class RotationView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  credentialId: string;
  @ApiProperty()
  credentialName: string;
  @ApiProperty()
  fromVersion: number;
  @ApiProperty()
  toVersion: number;
  @ApiProperty({ enum: rotationStatuses, enumName: 'RotationStatus' })
  status: RotationStatus;
  @ApiProperty({ enum: ['forwards', 'backwards'], enumName: 'RotationDirection' })
  direction: string;
  @ApiProperty({ ...maybe, description: 'Why it does not go on by itself.' })
  because: string | null;
  @ApiProperty(maybe)
  reason: string | null;
  @ApiProperty()
  failureBudget: number;
  @ApiProperty()
  keepOldHours: number;
  @ApiProperty({ description: 'How many servers it is about.' })
  total: number;
  @ApiProperty({ type: [RotationWave] })
  waves: RotationWave[];
  @ApiProperty({ format: 'uuid' })
  jobId: string;
  @ApiProperty()
  requestedBy: string;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ ...maybe, format: 'date-time', description: 'Since when nothing is to be done any more.' })
  endedAt: string | null;
  @ApiProperty({ ...maybe, format: 'date-time', description: 'Since when it cannot be rolled back any more.' })
  closedAt: string | null;
}

export class RotationPage extends pageOf(RotationView) {}

export class RotationOrdered {
  @ApiProperty({ format: 'uuid' })
  jobId: string;
  @ApiProperty()
  job: JobView;
  @ApiProperty({ format: 'uuid' })
  rotationId: string;
  @ApiProperty()
  rotation: RotationView;
}

export class RotationServerView {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty()
  wave: number;
  @ApiProperty({
    enum: serverStates,
    enumName: 'RotationServerState',
    description: 'The step, or what keeps it from the next one.',
  })
  state: ServerState;
  @ApiProperty({ enum: steps, enumName: 'RotationStep', description: 'The last step that was taken.' })
  step: Step;
  @ApiProperty({ ...maybe, description: 'What stands in the way, to be switched on.', example: 'placed-unused' })
  code: string | null;
  @ApiProperty({ ...maybe, description: 'The same for people.' })
  message: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'The key that it knew before.' })
  oldVersion: number | null;
  @ApiProperty({ description: 'How often in a row it was tried in vain.' })
  attempts: number;
  @ApiProperty({ ...maybe, format: 'date-time' })
  triedAt: string | null;
  @ApiProperty({ format: 'date-time' })
  changedAt: string;
}

export class RotationServerPage extends pageOf(RotationServerView) {}
