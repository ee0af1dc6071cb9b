import { ApiProperty } from '@nestjs/swagger';
import { tlsProblems, type TlsProblem } from '../probing/tls/certificates.js';
import { ocspStatuses, type OcspStatus } from '../probing/tls/ocsp.js';
import { addressClasses, addressKinds, type AddressClass, type AddressKind } from './address/address.js';

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

class PresentedHostKey {
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
  @ApiProperty({ type: PresentedHostKey, nullable: true })
  hostKey: PresentedHostKey | null;
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
