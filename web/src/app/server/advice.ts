import { VerdictOf } from '../api/wire';
import { addressFault } from './form-rules';

/** A quiet word below a field that is right: what the name service and the fleet know of it. */
export interface Advice {
  tone: 'plain' | 'warning';
  text: string;
  /** The server that has it already. */
  link?: { id: string; hostname: string };
}

type Verdict = Pick<VerdictOf<'address'>, 'class' | 'dns' | 'duplicates'>;

/** What is to be said of a host name, when the server shall have this address, or none. */
export function nameAdvice({ dns, duplicates }: Verdict, address: string): Advice[] {
  return [...usedBy(duplicates), ...(dns ? resolved(dns, address.trim()) : [])];
}

/** What is to be said of an address. */
export function addressAdvice({ dns, duplicates, class: kind }: Verdict): Advice[] {
  return [...usedBy(duplicates), ...unusual(kind), ...(dns ? namedBack(dns) : [])];
}

function usedBy(duplicates: Verdict['duplicates']): Advice[] {
  return duplicates.slice(0, 3).map(({ id, hostname }) => ({
    tone: 'warning',
    text: 'already used by',
    link: { id, hostname },
  }));
}

type Dns = NonNullable<Verdict['dns']>;

function resolved({ a, aaaa, ptr, agrees, error }: Dns, address: string): Advice[] {
  const found = [...a, ...aaaa];
  if (found.length === 0) {
    return error ? [plain(`not known whether it resolves: ${error}`)] : [warning('does not resolve')];
  }
  const to = `resolves to ${listed(found)}`;
  if (address !== '' && addressFault(address) === null && !found.includes(address.toLowerCase()))
    return [warning(`${to}, not to ${address}`)];
  const names = [...new Set(ptr.flatMap((each) => each.names))];
  if (agrees) return [plain(`${to}; leads back`)];
  return [names.length === 0 ? plain(`${to}; nothing leads back`) : warning(`${to}, which leads to ${listed(names)}`)];
}

function namedBack({ ptr, agrees, error }: Dns): Advice[] {
  const names = ptr.flatMap((each) => each.names);
  if (names.length === 0) return error ? [plain(`not known whether a name leads to it: ${error}`)] : [];
  const leads = `leads to ${listed(names)}`;
  return [agrees ? plain(`${leads}, and back`) : warning(`${leads}, which leads elsewhere`)];
}

/** Machines of a fleet seldom have one of these. */
const unusualKinds = ['loopback', 'link-local', 'documentation', 'multicast', 'unspecified', 'broadcast', 'reserved'];

function unusual(kind: Verdict['class']): Advice[] {
  return kind !== null && unusualKinds.includes(kind) ? [warning(`a ${kind} address`)] : [];
}

function listed(items: string[]): string {
  return items.length > 3 ? `${items.slice(0, 3).join(', ')} and ${items.length - 3} more` : items.join(', ');
}

function plain(text: string): Advice {
  return { tone: 'plain', text };
}

function warning(text: string): Advice {
  return { tone: 'warning', text };
}
