import { ApiProperty } from '@nestjs/swagger';
import { masterKeyProviders, type MasterKeyProvider } from './master-keys.js';
import type { Place } from './place.js';

const states = ['current', 'retiring', 'retired'] as const;

class MasterKeyState {
  @ApiProperty({ description: 'Says which key it is, and nothing of what it is.', example: '9f86d081884c7d65' })
  id: string;
  @ApiProperty({ enum: masterKeyProviders, enumName: 'MasterKeyProvider' })
  provider: MasterKeyProvider;
  @ApiProperty({
    enum: states,
    enumName: 'MasterKeyStateName',
    description: 'current: wraps what is new. retiring: may still wrap something. retired: wraps nothing.',
  })
  state: (typeof states)[number];
  @ApiProperty({ description: 'How many secrets it wraps the keys of.' })
  secrets: number;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  retiredAt: string | null;
}

export class MasterKeyView {
  @ApiProperty({ description: 'The current one.', example: '9f86d081884c7d65' })
  id: string;
  @ApiProperty({ enum: masterKeyProviders, enumName: 'MasterKeyProvider' })
  provider: MasterKeyProvider;
  @ApiProperty({ type: [MasterKeyState], description: 'All there were, the current one first.' })
  keys: MasterKeyState[];
}

export class SealingFault {
  @ApiProperty({ enum: ['credential', 'authority'], enumName: 'SecretKind' })
  kind: Place['kind'];
  @ApiProperty({ format: 'uuid', description: 'Of the credential or authority whose secret it is.' })
  id: string;
  @ApiProperty()
  version: number;
  @ApiProperty({ example: 'It does not open.' })
  message: string;
}

export class SelfTestView {
  @ApiProperty()
  ok: boolean;
  @ApiProperty({ description: 'How many there are.' })
  secrets: number;
  @ApiProperty({ description: 'How many were looked at: all of them, or 2,000 by chance.' })
  looked: number;
  @ApiProperty({ type: [SealingFault] })
  faults: SealingFault[];
}
