import { applyDecorators } from '@nestjs/common';
import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Text, TextList, UuidList } from '../http/fields.js';
import { pageOf, PageQuery, Total } from '../http/page.js';
import { fieldsParam } from '../http/trim.js';
import { mostCharacters } from '../inventory/search/parse.js';

const name = {
  max: 120,
  trim: true,
  pattern: /^[^\s"\\*][^"\\*]*$/,
  says: 'must begin with a letter or the like, and hold no quotes, backslashes or asterisks',
  description: 'Unique among the groups, without regard to case. Search has the group by it: `group:edge`.',
  example: 'edge',
};

const mostMembers = 20_000;

class GroupFields {
  @Text({ optional: true, nullable: true, max: 2_000 })
  description?: string | null;
  @Text({
    optional: true,
    nullable: true,
    max: mostCharacters,
    trim: true,
    description: 'Whoever matches is a member, always as of now. Null: nobody is by a query.',
    example: 'role:edge -lifecycle:decommissioned',
  })
  query?: string | null;
  @UuidList({ optional: true, most: 500, description: 'Groups whose members are members of this one too.' })
  children?: string[];
  @UuidList({
    optional: true,
    most: mostMembers,
    description: 'The servers that are put into it. Given in a change, they replace those that were.',
  })
  members?: string[];
}

export class CreateGroup extends GroupFields {
  @Text(name)
  name: string;
}

/** Absent leaves as it is, null clears. */
export class ChangeGroup extends GroupFields {
  @Text({ ...name, optional: true, min: 1 })
  name?: string;
}

export class GroupsQuery extends PageQuery {
  @Text({ optional: true, max: 120, description: 'Only groups with this in their name.' })
  q?: string;
  @Text({
    ...fieldsParam,
    description: `${fieldsParam.description} What is not asked for is not counted either.`,
    example: 'id,name',
  })
  fields?: string;
}

/** One group, or several, by id or by name. */
function Groups(description: string) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value)),
    TextList({ optional: true, most: 64, description }),
  );
}

/** The parameters of the bulk action `group`. */
export class RegroupParams {
  @Groups('The groups that the servers are put into, by id or name.')
  add?: string[];
  @Groups('The groups that they are taken out of. Whom a query makes a member stays one.')
  remove?: string[];
}

export const groupKinds = ['static', 'dynamic'] as const;

class GroupLink {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'edge' })
  name: string;
}

class GroupHealth {
  @ApiProperty()
  unhealthy: number;
  @ApiProperty()
  degraded: number;
  @ApiProperty()
  unknown: number;
  @ApiProperty()
  healthy: number;
}

/** What becomes of the members, those of nested groups included. Estimated where `servers` is. */
class RollUp {
  @ApiProperty({ description: 'Living members, those of nested groups included; each counts once.' })
  servers: Total;
  @ApiProperty()
  health: GroupHealth;
  @ApiProperty({ description: 'Members that count as capacity.' })
  countable: number;
  @ApiProperty({ description: 'Members for which somebody should be woken.' })
  pageable: number;
}

class GroupContent {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ type: String, nullable: true })
  description: string | null;
  @ApiProperty({ enum: groupKinds, enumName: 'GroupKind', description: '`dynamic` when it has a query.' })
  kind: (typeof groupKinds)[number];
  @ApiProperty({ type: String, nullable: true })
  query: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the query cannot be read any more: what it names is gone. Until it is mended, it finds nobody.',
  })
  fault: string | null;
  @ApiProperty({ type: [GroupLink], description: 'The groups nested in it.' })
  children: GroupLink[];
  @ApiProperty({ type: [GroupLink], description: 'The groups that it is nested in.' })
  parents: GroupLink[];
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
  @ApiProperty({
    description: 'Counts changes of the definition; the ETag. Who is put in or taken out does not count.',
  })
  version: number;
}

export class GroupView extends IntersectionType(GroupContent, RollUp) {}

export class GroupPage extends pageOf(GroupView) {}

export const reasonKinds = ['static', 'query'] as const;

export class MembershipReason {
  @ApiProperty({
    enum: reasonKinds,
    enumName: 'MembershipReasonKind',
    description: 'It was put in, or the query finds it.',
  })
  kind: (typeof reasonKinds)[number];
  @ApiProperty({ description: 'The group that it is in for this reason: this one or one nested in it.' })
  group: GroupLink;
  @ApiProperty({ type: String, nullable: true, description: 'The query that finds it.' })
  query: string | null;
  @ApiProperty({ type: [GroupLink], description: 'From the group that was asked about to that one, both included.' })
  path: GroupLink[];
}

export class MembershipView {
  @ApiProperty()
  isMember: boolean;
  @ApiProperty({ type: [MembershipReason], description: 'Everything that makes it a member.' })
  reasons: MembershipReason[];
}
