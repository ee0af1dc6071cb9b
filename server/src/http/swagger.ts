import { applyDecorators, type INestApplication, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  DocumentBuilder,
  getSchemaPath,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { documentHeaders } from './documented-headers.js';
import { Problem } from './problem.js';

interface AnswersOptions {
  summary: string;
  description?: string;
  /** Class of the answer; none means 204. */
  ok?: Type<unknown>;
  status?: number;
  /** Class of the answer 202, of what may become a job. */
  accepted?: Type<unknown>;
  refuses?: number[];
  /** Media types of an answer that is sent as text. */
  text?: string[];
}

/** Documents a route: what it answers and what it refuses. 401, 403 and 503 can come from every route behind the gate. */
export function Answers({
  summary,
  description,
  ok,
  status,
  accepted,
  refuses = [],
  text,
}: AnswersOptions): MethodDecorator {
  const success = ok
    ? ApiResponse({ status: status ?? 200, type: ok })
    : ApiResponse(
        text
          ? { status: 200, content: Object.fromEntries(text.map((type) => [type, { schema: { type: 'string' } }])) }
          : { status: status ?? 204, description: 'Done' },
      );
  const problems = [...new Set([...refuses, 401, 403, 503])].sort().map((code) =>
    ApiResponse({
      status: code,
      description: 'Refused',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
    }),
  );
  return applyDecorators(
    ApiBearerAuth(),
    ApiExtraModels(Problem),
    ApiOperation({ summary, ...(description ? { description } : {}) }),
    success,
    ...(accepted ? [ApiResponse({ status: 202, type: accepted })] : []),
    ...problems,
  );
}

export function openApiOf(app: INestApplication): OpenAPIObject {
  const description = [
    'Which servers exist right now, and are they reachable?',
    '`lifecycle` is declared by people and automation; `health` is only set by the monitor. They are two axes, never one status.',
    'Sign in with `POST /api/v1/auth/login` and put the `accessToken` behind **Authorize** to try the routes here.',
  ].join('\n\n');
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('InfraWatch Fleet')
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return documentHeaders(document);
}
