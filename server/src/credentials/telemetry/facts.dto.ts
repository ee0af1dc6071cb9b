import { ApiProperty } from '@nestjs/swagger';
import { ChoiceList, Text } from '../../http/fields.js';
import { factFields, type FactField, type FactValue } from './facts.js';
import type { HardwareFacts, SystemFacts } from './telemetry.js';

const word = { type: String, nullable: true } as const;
const count = { type: 'integer', nullable: true } as const;

class ObservedSystem implements SystemFacts {
  @ApiProperty(word)
  family: string | null;
  @ApiProperty(word)
  name: string | null;
  @ApiProperty(word)
  version: string | null;
  @ApiProperty(word)
  kernel: string | null;
  @ApiProperty(word)
  arch: string | null;
}

class ObservedHardware implements HardwareFacts {
  @ApiProperty(count)
  cpuCores: number | null;
  @ApiProperty(count)
  memoryMb: number | null;
  @ApiProperty(count)
  diskGb: number | null;
  @ApiProperty(word)
  vendor: string | null;
  @ApiProperty(word)
  model: string | null;
  @ApiProperty(word)
  serial: string | null;
}

class ServerFacts {
  @ApiProperty()
  os: ObservedSystem;
  @ApiProperty()
  hardware: ObservedHardware;
}

class ObservedDrift {
  @ApiProperty({ enum: factFields, enumName: 'FactField' })
  field: FactField;
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }] })
  declared: FactValue;
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }] })
  observed: FactValue;
}

export class FactsView {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the server said so last.' })
  observedAt: string | null;
  @ApiProperty({ type: ServerFacts, nullable: true, description: 'Null: no telemetry check ever had an answer.' })
  facts: ServerFacts | null;
  @ApiProperty({ type: [ObservedDrift], description: 'What is declared otherwise than it was observed.' })
  drift: ObservedDrift[];
  @ApiProperty({
    enum: factFields,
    enumName: 'FactField',
    isArray: true,
    description:
      'What nobody declared, and stands in the inventory because it was observed. It follows later observations.',
  })
  filled: FactField[];
}

export class AcceptObserved {
  @ChoiceList(factFields, {
    optional: true,
    name: 'FactField',
    description: 'What to declare as it was observed. Not given: everything that drifts.',
  })
  fields?: FactField[];
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}
