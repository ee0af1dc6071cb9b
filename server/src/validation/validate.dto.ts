import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, FreeObject, Nested, Text, TextList, Uuid, Whole, WholeList } from '../http/fields.js';
import { tlsProblems, type TlsProblem } from '../probing/tls/certificates.js';
import { ocspStatuses, type OcspStatus } from '../probing/tls/ocsp.js';
import { starttlsProtocols, type StarttlsProtocol } from '../probing/tls/starttls.js';
import { recordTypes, type RecordType } from '../probing/dns/dns.look.js';
import { addressClasses, addressKinds, type AddressClass, type AddressKind } from './address/address.js';

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

/** What every validator answers: whatever the peer does is an answer, and no error. */
class Verdict {
  @ApiProperty()
  ok: boolean;
  @ApiProperty({ description: 'Stable; for programs.' })
  code: string;
  @ApiProperty({ description: 'For people.' })
  message: string;
}

class AddressFaultView {
  @ApiProperty({ example: 'ipv4.leading-zero' })
  code: string;
  @ApiProperty()
  message: string;
  @ApiProperty({ description: 'Offset of the first wrong character.' })
  position: number;
}

class ReverseView {
  @ApiProperty()
  address: string;
  @ApiProperty({ type: [String] })
  names: string[];
}

class DnsFactsView {
  @ApiProperty({ type: [String] })
  a: string[];
  @ApiProperty({ type: [String] })
  aaaa: string[];
  @ApiProperty({ type: [String], description: 'From the name that was asked to the one that has addresses.' })
  cname: string[];
  @ApiProperty({ type: [ReverseView] })
  ptr: ReverseView[];
  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Forwards and back lead to each other. Null: nothing to compare.',
  })
  agrees: boolean | null;
  @ApiProperty({ type: String, nullable: true })
  error: string | null;
}

class DuplicateView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ type: String, nullable: true })
  ipAddress: string | null;
}

export class AddressVerdict extends Verdict {
  @ApiProperty({ enum: addressKinds, enumName: 'AddressKind' })
  kind: AddressKind;
  @ApiProperty({ type: String, nullable: true, description: 'As it is best written.' })
  normal: string | null;
  @ApiProperty({ enum: addressClasses, enumName: 'AddressClass', nullable: true })
  class: AddressClass | null;
  @ApiProperty({ type: [AddressFaultView] })
  errors: AddressFaultView[];
  @ApiProperty({ type: DnsFactsView, nullable: true })
  dns: DnsFactsView | null;
  @ApiProperty({
    type: [DuplicateView],
    description: 'Living servers that have it already, at most 20; of a network those within it.',
  })
  duplicates: DuplicateView[];
}

const ms = { type: Number, nullable: true } as const;

class PortVerdict extends Verdict {
  @ApiProperty()
  port: number;
  @ApiProperty(ms)
  connectMs: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'What the peer said by itself.' })
  banner: string | null;
}

export class TcpVerdict extends Verdict {
  @ApiProperty({ type: String, nullable: true, description: 'That was dialled.' })
  address: string | null;
  @ApiProperty(ms)
  dnsMs: number | null;
  @ApiProperty(ms)
  connectMs: number | null;
  @ApiProperty({ type: String, nullable: true })
  banner: string | null;
  @ApiProperty({ type: [PortVerdict], description: 'Of each port.' })
  results: PortVerdict[];
}

class HopView {
  @ApiProperty()
  url: string;
  @ApiProperty()
  status: number;
  @ApiProperty()
  location: string;
  @ApiProperty()
  address: string;
}

class TimingsView {
  @ApiProperty()
  dnsMs: number;
  @ApiProperty()
  tcpMs: number;
  @ApiProperty()
  tlsMs: number;
  @ApiProperty()
  firstByteMs: number;
  @ApiProperty()
  totalMs: number;
}

export class HttpVerdict extends Verdict {
  @ApiProperty({ description: 'Where the answer came from in the end.' })
  url: string;
  @ApiProperty({ type: Number, nullable: true })
  status: number | null;
  @ApiProperty({ type: String, nullable: true, enum: ['http/1.1', 'h2'] })
  protocol: string | null;
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
  @ApiProperty({ type: [HopView] })
  redirects: HopView[];
  @ApiProperty({ type: TimingsView, nullable: true, description: 'Milliseconds, of all hops together.' })
  timings: TimingsView | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  headers: object | null;
  @ApiProperty({ type: String, nullable: true, description: 'The first 4,000 characters.' })
  body: string | null;
}

class KeyView {
  @ApiProperty({ example: 'rsa' })
  type: string;
  @ApiProperty({ type: Number, nullable: true })
  bits: number | null;
}

class CertificateView {
  @ApiProperty()
  subject: string;
  @ApiProperty()
  issuer: string;
  @ApiProperty({ type: [String] })
  names: string[];
  @ApiProperty({ format: 'date-time' })
  validFrom: string;
  @ApiProperty({ format: 'date-time' })
  validTo: string;
  @ApiProperty({ description: 'Negative once it has ended.' })
  daysLeft: number;
  @ApiProperty()
  serial: string;
  @ApiProperty({ description: 'SHA-256.' })
  fingerprint: string;
  @ApiProperty()
  key: KeyView;
  @ApiProperty()
  isAuthority: boolean;
}

export class TlsVerdict extends Verdict {
  @ApiProperty({
    enum: tlsProblems,
    isArray: true,
    enumName: 'TlsProblem',
    description: 'All that is wrong, the worst first.',
  })
  problems: TlsProblem[];
  @ApiProperty({ type: Number, nullable: true, description: "Of the server's own certificate." })
  daysLeft: number | null;
  @ApiProperty({ type: [CertificateView], description: "The server's own first." })
  chain: CertificateView[];
  @ApiProperty({ type: String, nullable: true, example: 'TLSv1.3' })
  protocol: string | null;
  @ApiProperty({ type: String, nullable: true })
  cipher: string | null;
  @ApiProperty({
    enum: ocspStatuses,
    enumName: 'OcspStatus',
    nullable: true,
    description: 'Null: nothing was stapled.',
  })
  ocsp: OcspStatus | null;
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
  @ApiProperty(ms)
  connectMs: number | null;
  @ApiProperty(ms)
  handshakeMs: number | null;
}

class HostKeyView {
  @ApiProperty({ example: 'ssh-ed25519' })
  type: string;
  @ApiProperty({ example: 'SHA256:…' })
  fingerprint: string;
  @ApiProperty()
  publicKey: string;
}

class SshAlgorithmsView {
  @ApiProperty({ type: [String] })
  kex: string[];
  @ApiProperty({ type: [String] })
  hostKey: string[];
  @ApiProperty({ type: [String] })
  cipher: string[];
  @ApiProperty({ type: [String] })
  mac: string[];
  @ApiProperty({ type: [String] })
  compression: string[];
}

export class SshVerdict extends Verdict {
  @ApiProperty({ type: String, nullable: true })
  banner: string | null;
  @ApiProperty({ type: HostKeyView, nullable: true })
  hostKey: HostKeyView | null;
  @ApiProperty({ type: SshAlgorithmsView, nullable: true, description: 'What the server offers, in its order.' })
  algorithms: SshAlgorithmsView | null;
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
  @ApiProperty(ms)
  connectMs: number | null;
  @ApiProperty(ms)
  handshakeMs: number | null;
}

export class DnsVerdict extends Verdict {
  @ApiProperty({ type: [String], description: 'As a zone file has them.' })
  records: string[];
  @ApiProperty({ type: [String], description: 'Expected, and not there.' })
  missing: string[];
  @ApiProperty(ms)
  latencyMs: number | null;
}

export class IcmpVerdict extends Verdict {
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
  @ApiProperty(ms)
  latencyMs: number | null;
}
