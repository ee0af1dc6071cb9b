import { ApiProperty, OmitType, type ApiPropertyOptions } from '@nestjs/swagger';
import { Choice, FlagParam, Nested, NestedList, Text, TextList, Uuid } from '../../http/fields.js';
import { pageOf } from '../../http/page.js';
import { applyModes, type ApplyMode } from '../../inventory/blueprint.js';
import { BulkRequest } from '../../inventory/bulk/bulk.dto.js';
import { Check } from '../../inventory/checks.dto.js';
import { ServerDefaults, tag } from '../../inventory/servers.dto.js';

const name = {
  max: 120,
  trim: true,
  pattern: /^[^\s"\\*][^"\\*]*$/,
  says: 'must begin with a letter or the like, and hold no quotes, backslashes or asterisks',
  description: 'Unique among the templates, without regard to case.',
  example: 'web server',
};

class TemplateFields {
  @Text({ optional: true, nullable: true, max: 2_000 })
  description?: string | null;
  @Nested(() => ServerDefaults, {
    optional: true,
    nullable: true,
    description: 'What is null here is left to the server.',
  })
  defaults?: ServerDefaults | null;
  @TextList({ ...tag, optional: true, nullable: true, description: 'Every server of it has these, beside its own.' })
  tags?: string[] | null;
  @NestedList(() => Check, {
    optional: true,
    nullable: true,
    most: 20,
    description: 'Null: checks are left to the server.',
  })
  checks?: Check[] | null;
}

export class CreateTemplate extends TemplateFields {
  @Text(name)
  name: string;
}

/** Absent leaves a part as it is, null clears it. `defaults`, `tags` and `checks` are each replaced as a whole. */
export class ChangeTemplate extends TemplateFields {
  @Text({ ...name, optional: true, min: 1 })
  name?: string;
}

export class DeleteTemplate {
  @FlagParam({ optional: true, default: false, description: 'Also when servers are of it; they stay as they are.' })
  force?: boolean;
}

const mode = {
  name: 'ApplyMode',
  optional: true,
  default: 'fill',
  description:
    '`fill` gives what is missing; `overwrite` also replaces what is otherwise. Neither takes away what the template does not speak of.',
};

/** The parameters of the bulk action `template`. */
export class ApplyTemplateParams {
  @Uuid()
  id: string;
  @Choice(applyModes, mode)
  mode?: ApplyMode;
}

export class ApplyTemplate extends OmitType(BulkRequest, ['action', 'params'] as const) {
  @Choice(applyModes, mode)
  mode?: ApplyMode;
}

const text = { type: String, nullable: true } as const;

/** What a version of a template says. */
class TemplateContent {
  @ApiProperty()
  name: string;
  @ApiProperty(text)
  description: string | null;
  @ApiProperty({ type: ServerDefaults })
  defaults: ServerDefaults;
  @ApiProperty({ type: [String] })
  tags: string[];
  @ApiProperty({ type: [Check], nullable: true, description: 'Null: checks are left to the server.' })
  checks: Check[] | null;
  @ApiProperty()
  version: number;
}

class TemplateServers {
  @ApiProperty({ description: 'Living servers of it.' })
  total: number;
  @ApiProperty({ description: 'Of these, made to match an older version.' })
  outdated: number;
}

export class TemplateView extends TemplateContent {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  servers: TemplateServers;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class TemplatePage extends pageOf(TemplateView) {}

export class TemplateVersion extends TemplateContent {
  @ApiProperty({ ...text, description: 'Who wrote it.' })
  actorName: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class TemplateVersionPage extends pageOf(TemplateVersion) {}

const anything: ApiPropertyOptions = {
  description: 'As in a server; null: nothing.',
  nullable: true,
  oneOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'array', items: {} },
    { type: 'object', additionalProperties: true },
  ],
};

export class Deviation {
  @ApiProperty({ example: 'os.version' })
  field: string;
  @ApiProperty(anything)
  expected: unknown;
  @ApiProperty(anything)
  actual: unknown;
}

export class DriftedServer {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ type: Number, nullable: true, description: 'The version of the template that it was made to match.' })
  templateVersion: number | null;
  @ApiProperty({ type: [Deviation] })
  drift: Deviation[];
}

class DriftSummary extends TemplateServers {
  @ApiProperty({ description: 'Of these, otherwise than the current version says.' })
  drifted: number;
}

export class DriftReport extends pageOf(DriftedServer) {
  @ApiProperty()
  summary: DriftSummary;
}
