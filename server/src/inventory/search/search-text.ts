import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { mostCharacters } from './parse.js';

/** A query in the search language, as a parameter. What is wrong with it, its length included, is said where it is read: with the position. */
export function SearchText(): PropertyDecorator {
  const description =
    'The search language, for example `lifecycle:active -health:healthy tag:env:prod cpu:>=16 (owner:core OR site:ams*) web`.';
  return applyDecorators(
    ApiPropertyOptional({ type: String, maxLength: mostCharacters, description }),
    IsOptional(),
    IsString(),
  );
}
