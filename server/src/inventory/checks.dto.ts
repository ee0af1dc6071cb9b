import { Choice, Decimal, Flag, FreeObject, Nested, Text, TextList, Whole, WholeList } from '../http/fields.js';

export const checkTypes = ['tcp', 'http', 'tls', 'ssh', 'dns', 'icmp', 'telemetry'] as const;
export type CheckType = (typeof checkTypes)[number];

const starttlsProtocols = ['smtp', 'imap', 'postgres', 'mysql', 'ldap'] as const;
const recordTypes = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SRV', 'TLSA', 'TXT'] as const;

/** What an http or a dns check wants to see. */
export class Expectation {
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
  @FreeObject({
    optional: true,
    description: 'http: headers that must be there, by name; each must contain the text.',
    example: { 'content-type': 'json' },
  })
  headers?: object;
  @TextList({ optional: true, most: 50, max: 1_000, description: 'dns: each must be among the records.' })
  records?: string[];
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
    description:
      'Not given: `ssh.port` for tcp and ssh, 80 or (with tls) 443 for http, 443 for tls. dns and icmp have none, telemetry goes where `ssh.port` says.',
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
  @Nested(() => Expectation, { optional: true, nullable: true, description: 'http and dns only.' })
  expect?: Expectation | null;
  @Text({
    optional: true,
    nullable: true,
    max: 253,
    pattern: /^[\w.-]+$/,
    says: 'must be a host name',
    description: "tls only: whom the certificate must be for. Not given: the server's name.",
  })
  servername?: string | null;
  @Choice(starttlsProtocols, {
    optional: true,
    nullable: true,
    description: 'tls only: begin in the clear, in this protocol.',
  })
  starttls?: (typeof starttlsProtocols)[number] | null;
  @Whole({
    optional: true,
    nullable: true,
    min: 0,
    max: 3_650,
    description: 'tls only: a certificate with fewer days left is degraded. Not given: 14.',
  })
  warnDays?: number | null;
  @Whole({
    optional: true,
    nullable: true,
    min: 1,
    max: 100,
    description: 'telemetry only: a disk of which more is used, in bytes or inodes, is degraded. Not given: 90.',
  })
  warnDiskPercent?: number | null;
  @Decimal({
    optional: true,
    nullable: true,
    min: 0.01,
    max: 1_000,
    description: 'telemetry only: a higher load of five minutes for each core is degraded. Not given: never.',
    example: 1.5,
  })
  warnLoadPerCore?: number | null;
  @Whole({
    optional: true,
    nullable: true,
    min: 1,
    max: 100,
    description: 'telemetry only: more of the memory in use is degraded. Not given: never.',
  })
  warnMemoryPercent?: number | null;
  @Choice(recordTypes, { optional: true, nullable: true, name: 'RecordType', description: 'dns only. Not given: A.' })
  record?: (typeof recordTypes)[number] | null;
  @Whole({
    optional: true,
    nullable: true,
    min: 1,
    max: 86_400,
    description:
      'Not given: the installation’s default (30). A login costs both sides more than a look: 60 or more are enough for telemetry.',
  })
  intervalSeconds?: number | null;
  @Whole({
    optional: true,
    nullable: true,
    min: 50,
    max: 60_000,
    description: 'Not given: 2,000 for tcp and icmp, 10,000 for telemetry, 5,000 for the others.',
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
