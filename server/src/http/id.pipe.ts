import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { BadRequest } from './domain-error.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

/** A UUID (RFC 9562) in a path. */
@Injectable()
export class Id implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (uuid.test(value)) return value.toLowerCase();
    const name = data ?? 'id';
    throw new BadRequest('request.invalid', `\`${name}\` is not a UUID.`, [
      { pointer: `/${name}`, code: 'id.malformed', message: 'must be a UUID' },
    ]);
  }
}
