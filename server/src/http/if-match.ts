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

const knownTags = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<Request>().headers['if-none-match'],
);

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

/** The `If-Match` of a request, for `requireMatch`; the refusals that follow from it are documented with it. */
export function IfMatch(): ParameterDecorator {
  return documented(conditional(DemandedMatch), matchHeader, 'The `ETag` of the version that was read, or `*`.');
}

/** The `If-None-Match` of a request, for `isKnown`. */
export function IfNoneMatch(): ParameterDecorator {
  const description = 'The `ETag` of a version that you have: 304 when it is still the current one.';
  return documented(knownTags(), 'If-None-Match', description);
}

/** Swagger sees only the headers that routes are decorated with. */
function documented(read: ParameterDecorator, name: string, description: string): ParameterDecorator {
  const documents = ApiHeader({ name, description, required: false, schema: { type: 'string' } });
  return (target, method, index) => {
    const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
    if (method === undefined || !descriptor) throw new Error(`${name} is read by a parameter of a route`);
    read(target, method, index);
    documents(target, method, descriptor);
  };
}
