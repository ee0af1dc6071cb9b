import { Injectable } from '@nestjs/common';
import { isIP } from 'node:net';
import { refusedAt } from '../http/domain-error.js';
import { starttlsPorts } from '../inventory/declared-checks.js';
import { Dialler } from '../probing/dialler.js';
import { dnsLook, isDnsFinding } from '../probing/dns/dns.look.js';
import { missingIn } from '../probing/dns/dns.prober.js';
import { httpLook, isHttpFinding } from '../probing/http/http.look.js';
import { judged, type HttpExpectation } from '../probing/http/http.prober.js';
import { icmpLook, isIcmpFinding } from '../probing/icmp/icmp.look.js';
import { isSshFinding, sshLook } from '../probing/ssh/ssh.look.js';
import { inTurns } from '../probing/in-turns.js';
import { isTcpFinding, tcpLook } from '../probing/tcp/tcp.look.js';
import { isTlsFinding, tlsLook } from '../probing/tls/tls.look.js';
import { sentences } from '../probing/tls/tls.prober.js';
import { failureOf } from './seen-code.js';
import type { ValidateDns, ValidateHttp, ValidateIcmp, ValidateSsh, ValidateTcp, ValidateTls } from './validate.dto.js';
import type { DnsVerdict, HttpVerdict, IcmpVerdict, SshVerdict, TcpVerdict, TlsVerdict } from './verdicts.dto.js';

const bannerMs = 400;
const mostRedirects = 10;
const bodyShown = 4_000;
const portsAtOnce = 16;

/** Looks once, by the same probers as the monitor, and tells all that was seen. */
@Injectable()
export class Validators {
  constructor(private readonly dialler: Dialler) {}

  /** @throws BadRequest, Forbidden */
  async tcp({ host, port, ports, timeoutMs = 5_000 }: ValidateTcp): Promise<TcpVerdict> {
    if ((port === undefined) === (ports === undefined))
      throw refusedAt('/port', 'either `port` or `ports` must be given');
    const wanted = port === undefined ? [...new Set(ports)] : [port];
    if (wanted.length === 0) throw refusedAt('/ports', 'must name at least one port');
    const findings = await inTurns(wanted, portsAtOnce, async (each) => ({
      port: each,
      finding: await tcpLook(this.dialler, bare(host), { port: each, timeoutMs, bannerMs }),
    }));
    const results = findings.map(({ port: each, finding }) =>
      isTcpFinding(finding)
        ? {
            port: each,
            ok: true,
            code: 'open',
            message: 'The port is open',
            connectMs: finding.connectMs,
            banner: finding.banner,
          }
        : { port: each, ...failureOf(finding, '/host'), connectMs: null, banner: null },
    );
    const reached = findings.map(({ finding }) => finding).find(isTcpFinding);
    const failed = results.find(({ ok }) => !ok);
    const opened = results.filter(({ ok }) => ok);
    return {
      ok: !failed,
      code: failed?.code ?? 'open',
      message:
        results.length === 1 ? (results[0]?.message ?? '') : `${opened.length} of ${results.length} ports are open`,
      address: reached?.address ?? null,
      dnsMs: reached?.dnsMs ?? null,
      connectMs: opened[0]?.connectMs ?? null,
      banner: opened[0]?.banner ?? null,
      results,
    };
  }

  /** @throws BadRequest, Forbidden */
  async http({
    url: text,
    method = 'GET',
    expect,
    followRedirects = true,
    http2 = true,
    timeoutMs = 10_000,
  }: ValidateHttp): Promise<HttpVerdict> {
    const url = webAddress(text);
    const wanted: HttpExpectation | null = expect ? { ...expect, headers: headersOf(expect.headers) } : null;
    const look = { url, method, http2, timeoutMs, mostRedirects: followRedirects ? mostRedirects : 0 };
    const found = await httpLook(this.dialler, look);
    if (!isHttpFinding(found)) {
      const unanswered = { status: null, protocol: null, address: null, timings: null, headers: null, body: null };
      return { ...failureOf(found, '/url'), url: found.url, redirects: found.redirects, ...unanswered };
    }
    const { answer, redirects, timings } = found;
    const { outcome, code, message } = judged(answer, wanted);
    return {
      ok: outcome === 'up',
      code: outcome === 'up' ? 'ok' : code.startsWith('http-') ? 'status' : code,
      message,
      url: found.url,
      status: answer.status,
      protocol: answer.protocol,
      address: answer.address,
      redirects,
      timings,
      headers: answer.headers,
      body: answer.body.slice(0, bodyShown),
    };
  }

  /** @throws Forbidden */
  async tls({ host, port, servername, starttls, timeoutMs = 10_000 }: ValidateTls): Promise<TlsVerdict> {
    const target = { host: bare(host), hostname: bare(host) };
    const at = port ?? (starttls ? starttlsPorts[starttls] : 443);
    const found = await tlsLook(this.dialler, target, { port: at, timeoutMs, servername, starttls });
    if (!isTlsFinding(found)) {
      const unseen = { problems: [], daysLeft: null, chain: [], protocol: null, cipher: null, ocsp: null };
      return { ...failureOf(found, '/host'), ...unseen, address: null, connectMs: null, handshakeMs: null };
    }
    const { problems, chain, protocol, cipher, ocsp, address, connectMs, handshakeMs } = found;
    const [worst] = problems;
    return {
      ok: worst === undefined,
      code: worst ?? 'ok',
      message:
        worst === undefined
          ? `The certificate is valid for ${chain[0]?.daysLeft ?? 0} more days`
          : problems.map((each) => sentences[each]).join('; '),
      problems,
      daysLeft: chain[0]?.daysLeft ?? null,
      chain: chain.map((each) => ({
        ...each,
        validFrom: each.validFrom.toISOString(),
        validTo: each.validTo.toISOString(),
      })),
      protocol,
      cipher,
      ocsp,
      address,
      connectMs,
      handshakeMs,
    };
  }

  /** @throws Forbidden */
  async ssh({ host, port = 22, timeoutMs = 10_000 }: ValidateSsh): Promise<SshVerdict> {
    const found = await sshLook(this.dialler, bare(host), { port, timeoutMs });
    if (isSshFinding(found)) {
      const { dnsMs: _dnsMs, ...seen } = found;
      return { ok: true, code: 'ok', message: `${found.banner}, host key ${found.hostKey.fingerprint}`, ...seen };
    }
    const unseen = { banner: null, hostKey: null, algorithms: null, address: null, connectMs: null, handshakeMs: null };
    return { ...failureOf(found, '/host'), ...unseen };
  }

  /** @throws BadRequest, Forbidden */
  async dns({ name, record = 'A', expect = [], server, port, timeoutMs = 5_000 }: ValidateDns): Promise<DnsVerdict> {
    if (server !== undefined && isIP(bare(server)) === 0) throw refusedAt('/server', 'must be an address');
    const found = await dnsLook(this.dialler, { name, record, server: server && bare(server), port, timeoutMs });
    if (!isDnsFinding(found))
      return { ...failureOf(found, '/server'), records: [], missing: expect, latencyMs: found.latencyMs };
    const missing = missingIn(found.records, expect);
    const said = `${record} is ${found.records.join(', ')}`;
    return missing.length === 0
      ? { ok: true, code: 'ok', message: said, ...found, missing }
      : { ok: false, code: 'records', message: `${said}, without ${missing.join(', ')}`, ...found, missing };
  }

  /** @throws Forbidden */
  async icmp({ host, timeoutMs = 5_000 }: ValidateIcmp): Promise<IcmpVerdict> {
    const found = await icmpLook(this.dialler, bare(host), timeoutMs);
    return isIcmpFinding(found)
      ? { ok: true, code: 'ok', message: 'It answered the echo', ...found }
      : { ...failureOf(found, '/host'), address: null, latencyMs: null };
  }
}

/** Some write an IPv6 address as a URL has it. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** @throws BadRequest */
function webAddress(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw refusedAt('/url', 'must begin with http:// or https:// and name a host');
  if (url.username !== '' || url.password !== '') throw refusedAt('/url', 'must not hold a user or a password');
  return url;
}

/** @throws BadRequest */
function headersOf(headers: Record<string, unknown> | undefined): Record<string, string> | undefined {
  if (!headers) return undefined;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]): [string, string] => {
      if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name))
        throw refusedAt(`/expect/headers/${name}`, 'is no name of a header');
      if (typeof value !== 'string' || value.length > 1_000)
        throw refusedAt(`/expect/headers/${name}`, 'must be a text of at most 1,000 characters');
      return [name, value];
    }),
  );
}
