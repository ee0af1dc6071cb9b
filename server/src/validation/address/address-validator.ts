import { Injectable } from '@nestjs/common';
import { ServersReader } from '../../inventory/servers.reader.js';
import { Dialler } from '../../probing/dialler.js';
import type { ValidateAddress } from '../validate.dto.js';
import type { AddressVerdict } from '../verdicts.dto.js';
import { readAddress, type ReadAddress } from './address.js';
import { dnsFactsOf } from './dns-facts.js';

const dnsTimeoutMs = 2_000;
const mostDuplicates = 20;

/** Whether an address or a name is one, what it means, and who has it already. */
@Injectable()
export class AddressValidator {
  constructor(
    private readonly dialler: Dialler,
    private readonly servers: ServersReader,
  ) {}

  async validate({ address, serverId, dns = true }: ValidateAddress): Promise<AddressVerdict> {
    const read = readAddress(address);
    const [facts, duplicates] = await Promise.all([
      dns && read.normal !== null && read.kind !== 'cidr' ? dnsFactsOf(this.dialler, read.normal, dnsTimeoutMs) : null,
      this.duplicatesOf(read, serverId),
    ]);
    const [fault] = read.errors;
    return {
      ok: !fault,
      code: fault?.code ?? 'ok',
      message: fault?.message ?? meaning(read),
      ...read,
      dns: facts,
      duplicates,
    };
  }

  private async duplicatesOf({ kind, normal }: ReadAddress, serverId: string | undefined) {
    if (normal === null) return [];
    const field = kind === 'hostname' || kind === 'fqdn' ? 'hostname' : 'ip';
    const { items } = await this.servers.list({ q: `${field}:"${normal}"`, limit: mostDuplicates + 1 });
    return items
      .filter(({ id }) => id !== serverId)
      .slice(0, mostDuplicates)
      .map(({ id, hostname, ipAddress }) => ({ id, hostname, ipAddress }));
  }
}

const words: Record<string, string> = {
  ipv4: 'An IPv4 address',
  ipv6: 'An IPv6 address',
  hostname: 'A host name',
  fqdn: 'A fully qualified name',
  cidr: 'A network',
};

function meaning(read: ReadAddress): string {
  return `${words[read.kind] ?? ''}${read.class ? `, ${read.class}` : ''}`;
}
