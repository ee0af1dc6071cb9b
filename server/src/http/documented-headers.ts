import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { matchHeader } from './etag.js';
import { keyHeader } from './idempotency-key.js';
import { Problem } from './problem.js';
import { PUBLIC } from './role.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

const key = {
  name: keyHeader,
  in: 'header',
  required: false,
  description:
    'Any text of your own for this one request. The same request under the same key gets the first answer again for 24 hours, with `Idempotency-Replayed: true`; another request under it is a 409. Of a body that is no JSON only type and length are compared.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
} as const;

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** What holds for whole kinds of routes is said of each of them: who needs no token, which headers count, and what follows from them. */
export function documentHeaders(document: OpenAPIObject): OpenAPIObject {
  document.components = { ...document.components, parameters: { [keyHeader]: key } };
  for (const item of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation) documentOperation(operation, method);
    }
  }
  return document;
}

function documentOperation(operation: Operation, method: (typeof methods)[number]): void {
  const isPublic = PUBLIC in operation;
  if (isPublic) operation.security = [];
  if (method === 'post' && !isPublic) {
    operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${keyHeader}` }];
    refuses(operation, [400, 409]);
  }
  const isConditional = operation.parameters?.some((each) => 'name' in each && each.name === matchHeader);
  if (isConditional) refuses(operation, [400, 412, ...(method === 'post' ? [] : [428])]);
}

function refuses(operation: Operation, statuses: number[]): void {
  for (const status of statuses) {
    operation.responses[status] ??= {
      description: 'Refused',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
    };
  }
}
