import { Choice, Flag, Nested, Text, Whole, WholeList } from '../http/fields.js';

export const checkTypes = ['tcp', 'http'] as const;
export type CheckType = (typeof checkTypes)[number];

/** What an http check wants to see. */
export class HttpExpectation {
  @WholeList({
    optional: true,
    min: 100,
    max: 599,
    most: 20,
    description: 'Statuses that are fine. Not given: 200 to 399.',
    example: [200],
  })
  status?: number[];
  @Text({ optional: true, min: 1, max: 200, description: 'The first 64 KiB of the body must contain it.' })
  bodyContains?: string;
}

/** A check as it is declared; only the type must be given. */
export class Check {
  @Choice(checkTypes, { name: 'CheckType' })
  type: CheckType;
  @Text({
    optional: true,
    min: 1,
    max: 64,
    description: 'Unique on the server. Not given: type and port.',
    example: 'tcp 22',
  })
  name?: string;
  @Whole({
    optional: true,
    nullable: true,
    min: 1,
    max: 65_535,
    description: 'Not given: `ssh.port` for tcp, 80 or (with tls) 443 for http.',
  })
  port?: number | null;
  @Text({
    optional: true,
    nullable: true,
    max: 1024,
    pattern: /^\/[\x21-\x7e]*$/,
    says: 'must start with / and hold no spaces',
    description: 'http only.',
    example: '/health',
  })
  path?: string | null;
  @Flag({
    optional: true,
    nullable: true,
    description: 'http only: speak TLS. The certificate is looked at by tls checks, not by this one.',
  })
  tls?: boolean | null;
  @Nested(() => HttpExpectation, { optional: true, nullable: true, description: 'http only.' })
  expect?: HttpExpectation | null;
  @Whole({
    optional: true,
    nullable: true,
    min: 1,
    max: 86_400,
    description: 'Not given: the installation’s default (30).',
  })
  intervalSeconds?: number | null;
  @Whole({
    optional: true,
    nullable: true,
    min: 50,
    max: 60_000,
    description: 'Not given: 2,000 for tcp, 5,000 for http.',
  })
  timeoutMs?: number | null;
  @Choice(['critical', 'warning'], {
    optional: true,
    description: 'A failing warning makes the server degraded at most.',
    default: 'critical',
  })
  severity?: 'critical' | 'warning';
  @Whole({ optional: true, min: 1, max: 10, default: 3, description: 'Failures in a row that make it unhealthy.' })
  failAfter?: number;
  @Whole({ optional: true, min: 1, max: 10, default: 2, description: 'Successes in a row that make it healthy again.' })
  recoverAfter?: number;
  @Whole({ optional: true, nullable: true, min: 1, max: 60_000, description: 'Slower than this is degraded.' })
  warnMs?: number | null;
}
