import { ServerView } from '../api/wire';
import { countOf } from '../ui/number';

export interface Fact {
  name: string;
  value: string;
  isCode?: boolean;
}

/** What is declared of a server, without what nobody declared. */
export function factsOf(server: ServerView): Fact[] {
  const { os, hardware, provider, ssh } = server;
  const facts: (Fact | null)[] = [
    fact('Address', server.ipAddress, true),
    fact('More addresses', server.addresses.join(', '), true),
    fact('External id', server.externalId, true),
    fact('Environment', server.environment),
    fact('Region', server.region),
    fact('Site', server.site),
    fact('Role', server.role),
    fact('Owner', server.owner),
    fact('Provider', joined([provider?.name, provider?.type, provider?.instanceId])),
    fact('OS', joined([os?.name ?? os?.family, os?.version])),
    fact('Kernel', joined([os?.kernel, os?.arch])),
    fact('CPU', hardware?.cpuCores ? `${hardware.cpuCores} cores` : null),
    fact('Memory', hardware?.memoryMb ? memoryOf(hardware.memoryMb) : null),
    fact('Disk', hardware?.diskGb ? `${countOf(hardware.diskGb)} GB` : null),
    fact('Model', joined([hardware?.vendor, hardware?.model])),
    fact('Serial', hardware?.serial, true),
    fact('SSH', ssh.user ? `${ssh.user} on port ${ssh.port}` : `port ${ssh.port}`),
  ];
  return facts.filter((each) => each !== null);
}

function fact(name: string, value: string | null | undefined, isCode = false): Fact | null {
  return value ? { name, value, isCode } : null;
}

function joined(parts: (string | null | undefined)[]): string | null {
  return parts.filter((part) => part).join(' ') || null;
}

export function memoryOf(megabytes: number): string {
  return megabytes >= 1024 ? `${countOf(Math.round(megabytes / 102.4) / 10)} GiB` : `${megabytes} MiB`;
}
