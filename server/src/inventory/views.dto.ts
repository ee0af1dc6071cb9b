import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, Nested, Text, TextList } from '../http/fields.js';
import { pageOf, PageQuery } from '../http/page.js';
import { fieldsParam } from '../http/trim.js';

export const pageNames = ['servers', 'map', 'audit'] as const;
export type PageName = (typeof pageNames)[number];

const name = { max: 120, trim: true, description: 'Unique among your views of the page, whatever the case.' };
const names = {
  optional: true,
  max: 64,
  pattern: /^[A-Za-z][\w.:-]*$/,
  says: 'each must be a name of letters, digits and . _ : -',
};

class ViewQuery {
  @Text({ optional: true, max: 2_000, description: 'The search language.' })
  q?: string;
  @Text({ optional: true, max: 200, example: '-health,hostname' })
  sort?: string;
  @TextList({ ...names, most: 64, example: ['hostname', 'health'] })
  columns?: string[];
  @TextList({ ...names, most: 8, example: ['environment'] })
  groupBy?: string[];
}

export class SaveView {
  @Text(name)
  name: string;
  @Choice(pageNames, { name: 'PageName' })
  page: PageName;
  @Nested(() => ViewQuery)
  query: ViewQuery;
  @Flag({ optional: true, default: false, description: 'Everybody sees it. Needs the role operator.' })
  shared?: boolean;
}

/** Absent leaves a field as it is; in `query` too. */
export class ChangeView {
  @Text({ ...name, optional: true, min: 1 })
  name?: string;
  @Nested(() => ViewQuery, { optional: true })
  query?: ViewQuery;
  @Flag({ optional: true })
  shared?: boolean;
}

export class ViewsQuery extends PageQuery {
  @Choice(pageNames, { optional: true, description: 'Only views of this page.' })
  page?: PageName;
  @Text(fieldsParam)
  fields?: string;
}

/** A query with nothing left out. */
export class QueryOfView {
  @ApiProperty()
  q: string;
  @ApiProperty()
  sort: string;
  @ApiProperty({ type: [String] })
  columns: string[];
  @ApiProperty({ type: [String] })
  groupBy: string[];
}

class ViewOwner {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  name: string;
}

export class SavedView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: pageNames, enumName: 'PageName' })
  page: PageName;
  @ApiProperty()
  query: QueryOfView;
  @ApiProperty()
  shared: boolean;
  @ApiProperty({ type: ViewOwner, nullable: true, description: 'Null when the owner of a shared view is gone.' })
  owner: ViewOwner | null;
  @ApiProperty({ description: 'It is the caller’s own.' })
  mine: boolean;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
  @ApiProperty({ description: 'The ETag.' })
  version: number;
}

export class SavedViewPage extends pageOf(SavedView) {}
