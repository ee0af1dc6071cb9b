import { Choice, Flag, FreeObject, Nested, Text, TextList, Uuid, Whole, WholeList } from '../http/fields.js';
import { starttlsProtocols, type StarttlsProtocol } from '../probing/tls/starttls.js';
import { recordTypes, type RecordType } from '../probing/dns/dns.look.js';

const host = {
  max: 253,
  trim: true,
  pattern: /^[^\s/\\@?#%]+$/,
  says: 'must be a host name or an address, without a port or a path',
  example: 'web-01.example.com',
};
const port = { min: 1, max: 65_535 };
const timeoutMs = {
  optional: true,
  min: 50,
  max: 30_000,
  default: 5_000,
  description: 'For everything together.',
};

export class ValidateAddress {
  @Text({ max: 1_000, description: 'An address, a network in CIDR notation, or a name.', example: '10.2.0.7' })
  address: string;
  @Uuid({ optional: true, description: 'The server that is being edited: it is no duplicate of itself.' })
  serverId?: string;
  @Flag({ optional: true, default: true, description: 'Ask the name service too.' })
  dns?: boolean;
}

export class ValidateTcp {
  @Text(host)
  host: string;
  @Whole({ ...port, optional: true, description: 'Either `port` or `ports`.' })
  port?: number;
  @WholeList({ ...port, optional: true, most: 100, description: 'Several at once.' })
  ports?: number[];
  @Whole(timeoutMs)
  timeoutMs?: number;
}

class WantedAnswer {
  @WholeList({ optional: true, min: 100, max: 599, most: 20, description: 'Not given: 200 to 399.', example: [200] })
  status?: number[];
  @Text({ optional: true, min: 1, max: 200, description: 'The first 64 KiB of the body must contain it.' })
  bodyContains?: string;
  @FreeObject({
    optional: true,
    description: 'Headers that must be there, by name; each must contain the text.',
    example: { 'content-type': 'json' },
  })
  headers?: Record<string, unknown>;
}

export class ValidateHttp {
  @Text({ max: 2_000, trim: true, example: 'https://web-01.example.com/health' })
  url: string;
  @Choice(['GET', 'HEAD', 'OPTIONS'], { optional: true, default: 'GET' })
  method?: 'GET' | 'HEAD' | 'OPTIONS';
  @Nested(() => WantedAnswer, { optional: true })
  expect?: WantedAnswer;
  @Flag({ optional: true, default: true, description: 'Each hop obeys the probe policy.' })
  followRedirects?: boolean;
  @Flag({ optional: true, default: true, description: 'Offer HTTP/2 where there is TLS.' })
  http2?: boolean;
  @Whole({ ...timeoutMs, default: 10_000 })
  timeoutMs?: number;
}

export class ValidateTls {
  @Text(host)
  host: string;
  @Whole({
    ...port,
    optional: true,
    default: 443,
    description: 'With STARTTLS the port of the protocol is meant when none is given.',
  })
  port?: number;
  @Text({ ...host, optional: true, min: 1, description: 'Whom the certificate must be for. Not given: the host.' })
  servername?: string;
  @Choice(starttlsProtocols, { optional: true, description: 'Begin in the clear, in this protocol.' })
  starttls?: StarttlsProtocol;
  @Whole({ ...timeoutMs, default: 10_000 })
  timeoutMs?: number;
}

export class ValidateSsh {
  @Text(host)
  host: string;
  @Whole({ ...port, optional: true, default: 22 })
  port?: number;
  @Whole({ ...timeoutMs, default: 10_000 })
  timeoutMs?: number;
}

export class ValidateDns {
  @Text({ max: 253, trim: true, pattern: /^[^\s/\\@?#%]+$/, says: 'must be a name, or an address for PTR' })
  name: string;
  @Choice(recordTypes, { optional: true, name: 'RecordType', default: 'A' })
  record?: RecordType;
  @TextList({ optional: true, most: 50, max: 1_000, description: 'Each must be among the records.' })
  expect?: string[];
  @Text({ ...host, optional: true, min: 1, description: 'The name server to ask, as an address.' })
  server?: string;
  @Whole({ ...port, optional: true, default: 53 })
  port?: number;
  @Whole(timeoutMs)
  timeoutMs?: number;
}

export class ValidateIcmp {
  @Text(host)
  host: string;
  @Whole(timeoutMs)
  timeoutMs?: number;
}
