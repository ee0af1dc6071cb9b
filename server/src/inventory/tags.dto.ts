import { ApiProperty } from '@nestjs/swagger';
import { Text, TextList } from '../http/fields.js';
import { pageOf, PageQuery } from '../http/page.js';
import { tag, WithReason } from './servers.dto.js';

export class TagsQuery extends PageQuery {
  @Text({ optional: true, max: 128, description: 'Only tags that begin so, in this case.', example: 'env:' })
  prefix?: string;
}

export class TagView {
  @ApiProperty({ example: 'env:prod' })
  tag: string;
  @ApiProperty({ description: 'Living servers that carry it.' })
  uses: number;
}

export class TagPage extends pageOf(TagView) {}

const oneTag = { max: tag.max, pattern: tag.pattern, says: tag.says.replace(/^each /, '') };

export class RenameTag extends WithReason {
  @Text({ ...oneTag, example: 'env:production' })
  from: string;
  @Text({ ...oneTag, description: 'A tag that no living server carries.', example: 'env:prod' })
  to: string;
}

export class MergeTags extends WithReason {
  @TextList({ ...tag, least: 1, description: 'These tags go.', example: ['env:production', 'env:live'] })
  from: string[];
  @Text({ ...oneTag, description: 'Whoever carried one of them carries this one.', example: 'env:prod' })
  into: string;
}

export class TagsReplaced {
  @ApiProperty({ description: 'Servers that carry another tag now.' })
  changed: number;
  @ApiProperty({ format: 'uuid', description: 'By which it can be reverted.' })
  changeSetId: string;
}
