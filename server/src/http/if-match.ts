import { createParamDecorator, Inject, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { PreconditionRequired } from './domain-error.js';
import { matchHeader } from './etag.js';

interface Conditional {
  method: string;
  ifMatch: string | undefined;
}

const conditional = createParamDecorator((_: unknown, context: ExecutionContext): Conditional => {
  const { method, headers } = context.switchToHttp().getRequest<Request>();
  return { method, ifMatch: headers['if-match'] };
});

/** Where the installation demands it, who changes or deletes a thing says which version of it they saw (RFC 6585, section 3). */
@Injectable()
class DemandedMatch implements PipeTransform<Conditional, string | undefined> {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  transform({ method, ifMatch }: Conditional): string | undefined {
    if (ifMatch !== undefined || method === 'POST' || !this.config.requireIfMatch) return ifMatch;
    const message = 'is required here: send the `ETag` of the version that you read';
    throw new PreconditionRequired('precondition.required', `\`${matchHeader}\` ${message}.`, [
      { pointer: `/${matchHeader}`, code: 'precondition.required', message },
    ]);
  }
}

/** The `If-Match` of a request, for `requireMatch`. Documents the header; the refusals that follow from it are documented with it. */
export function IfMatch(): ParameterDecorator {
  const read = conditional(DemandedMatch);
  return (target, name, index) => {
    read(target, name, index);
    const descriptor = name === undefined ? undefined : Object.getOwnPropertyDescriptor(target, name);
    if (!descriptor || name === undefined) throw new Error('@IfMatch belongs to a parameter of a route');
    ApiHeader({
      name: matchHeader,
      required: false,
      description: 'The `ETag` of the version that was read, or `*`.',
      schema: { type: 'string' },
    })(target, name, descriptor);
  };
}
