import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Text, WholeParam } from './fields.js';

export class PageQuery {
  @WholeParam({ optional: true, min: 1, max: 500, default: 50, description: 'Items a page.' })
  limit?: number;
  @Text({
    optional: true,
    max: 4096,
    description: '`nextCursor` or `prevCursor` of a page with the same query and sort.',
  })
  cursor?: string;
}

export class Total {
  @ApiProperty({ example: 261 })
  value: number;
  @ApiProperty({ description: 'False beyond 10,000, where the value is an estimate.' })
  exact: boolean;
}

/** What every list answers. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
  prevCursor: string | null;
  total: Total;
}

/** The documented class of a page of `item`. */
export function pageOf<Item extends object>(item: Type<Item>): Type<Page<Item>> {
  class PageOfItems implements Page<Item> {
    @ApiProperty({ type: [item] })
    items: Item[];
    @ApiProperty({ type: String, nullable: true })
    nextCursor: string | null;
    @ApiProperty({ type: String, nullable: true })
    prevCursor: string | null;
    @ApiProperty()
    total: Total;
  }
  return PageOfItems;
}
