import ipaddr from 'ipaddr.js';

export const addressKinds = ['ipv4', 'ipv6', 'hostname', 'fqdn', 'cidr', 'invalid'] as const;
export type AddressKind = (typeof addressKinds)[number];

export const addressClasses = [
  'public',
  'private',
  'loopback',
  'link-local',
  'cgnat',
  'documentation',
  'multicast',
  'unspecified',
  'broadcast',
  'benchmarking',
  'translated',
  'reserved',
] as const;
export type AddressClass = (typeof addressClasses)[number];

export interface AddressFault {
  code: string;
  message: string;
  /** Offset of the first wrong character. */
  position: number;
}

/** What a text says that somebody gave as an address. */
export interface ReadAddress {
  kind: AddressKind;
  /** As it is best written (RFC 5952 for IPv6, lower case for names, the network of a CIDR); null when it cannot be read. */
  normal: string | null;
  /** Null for names. */
  class: AddressClass | null;
  errors: AddressFault[];
}

/** An address, a network in CIDR notation, or a name (RFC 1123), with the exact fault where it is none. Never throws. */
export function readAddress(given: string): ReadAddress {
  const text = given.trim();
  const from = given.indexOf(text);
  const read = text === '' ? invalid('address.empty', 'There is nothing.', 0) : readTrimmed(text);
  return { ...read, errors: read.errors.map((fault) => ({ ...fault, position: fault.position + from })) };
}

function readTrimmed(text: string): ReadAddress {
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(text);
  if (scheme) return invalid('address.url', 'This is a URL; only the host is wanted.', 0);
  if (text.includes('/')) return readNetwork(text);
  if (/^\[.*\](:\d+)?$/.test(text))
    return invalid('address.brackets', 'Write an IPv6 address without brackets and port.', 0);
  if (/^[^:]+:\d+$/.test(text))
    return invalid('address.port', 'The port does not belong to the address.', text.indexOf(':'));
  if (text.includes(':')) return readIpv6(text);
  if (/^[\d.]+$/.test(text) || /^0x[\da-f]+$/i.test(text) || /^(\d+|0x[\da-f]+)(\.(\d+|0x[\da-f]+)){1,3}$/i.test(text))
    return readIpv4(text);
  return readName(text);
}

function readIpv4(text: string): ReadAddress {
  const parts = text.split('.');
  let position = 0;
  if (parts.length !== 4) {
    const hint =
      parts.length < 4
        ? 'an IPv4 address has four numbers; short and decimal forms mean different things to different programs'
        : 'an IPv4 address has four numbers';
    return invalid(
      'ipv4.parts',
      `There ${parts.length === 1 ? 'is one' : `are ${parts.length}`}: ${hint}.`,
      text.length,
    );
  }
  for (const part of parts) {
    if (part === '') return invalid('ipv4.empty-part', 'A number is missing.', position);
    if (/^0x/i.test(part))
      return invalid('ipv4.hexadecimal', `\`${part}\` is hexadecimal; write it in decimal.`, position);
    if (part.length > 1 && part.startsWith('0'))
      return invalid(
        'ipv4.leading-zero',
        `\`${part}\` has a leading zero, which some programs read as octal.`,
        position,
      );
    if (Number(part) > 255) return invalid('ipv4.too-great', `\`${part}\` is more than 255.`, position);
    position += part.length + 1;
  }
  const address = ipaddr.IPv4.parse(text);
  return { kind: 'ipv4', normal: address.toString(), class: classOf(address), errors: [] };
}

function readIpv6(text: string): ReadAddress {
  const [bare = ''] = text.split('%');
  if (bare !== text) return invalid('ipv6.zone', 'A zone is only known on one machine; leave it out.', bare.length);
  const wrong = /[^\da-f:.]/i.exec(bare);
  if (wrong) return invalid('ipv6.character', `\`${wrong[0]}\` cannot stand in an IPv6 address.`, wrong.index);
  const shortened = [...bare.matchAll(/::/g)];
  if (shortened.length > 1)
    return invalid('ipv6.shortened-twice', '`::` can stand once only.', shortened[1]?.index ?? 0);
  const triple = bare.indexOf(':::');
  if (triple >= 0) return invalid('ipv6.colons', 'There is a colon too many.', triple + 2);
  let position = 0;
  for (const group of bare.split(':')) {
    if (!group.includes('.') && group.length > 4)
      return invalid('ipv6.group', `\`${group}\` has more than four digits.`, position);
    position += group.length + 1;
  }
  if (!ipaddr.IPv6.isValid(bare))
    return invalid('ipv6.groups', 'An IPv6 address has eight groups, or fewer and one `::`.', bare.length);
  const address = ipaddr.IPv6.parse(bare);
  return { kind: 'ipv6', normal: spelt(address), class: classOf(address), errors: [] };
}

/** RFC 5952; an address that stands for one of IPv4 shows it (section 5). */
function spelt(address: ipaddr.IPv6): string {
  return address.isIPv4MappedAddress() ? `::ffff:${address.toIPv4Address().toString()}` : address.toRFC5952String();
}

function readNetwork(text: string): ReadAddress {
  const slash = text.indexOf('/');
  const address = readTrimmed(text.slice(0, slash));
  if (address.kind !== 'ipv4' && address.kind !== 'ipv6') {
    return address.errors.length > 0
      ? address
      : invalid('cidr.name', 'A network is written with an address, not with a name.', 0);
  }
  const given = text.slice(slash + 1);
  const widest = address.kind === 'ipv4' ? 32 : 128;
  if (!/^\d{1,3}$/.test(given))
    return invalid('cidr.prefix', `The length of the prefix is a number from 0 to ${widest}.`, slash + 1);
  if (Number(given) > widest) return invalid('cidr.prefix', `/${given} is more than /${widest}.`, slash + 1);
  const network =
    address.kind === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address.normal}/${given}`).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(`${address.normal}/${given}`).toRFC5952String();
  const normal = `${network}/${Number(given)}`;
  const errors =
    network === address.normal
      ? []
      : [
          {
            code: 'cidr.host-bits',
            message: `${address.normal} is within the network ${normal}; the network is written so.`,
            position: 0,
          },
        ];
  return { kind: 'cidr', normal, class: address.class, errors };
}

/** RFC 1123, section 2.1: letters, digits and hyphens in labels of at most 63, in all at most 253; the last one is not a number. */
function readName(text: string): ReadAddress {
  const name = text.replace(/\.$/, '');
  const wrong = /[^a-z\d.-]/i.exec(name);
  if (wrong) {
    const what =
      wrong[0] === '_'
        ? 'An underscore'
        : wrong[0] === ' '
          ? 'A blank'
          : wrong[0] === '*'
            ? 'A wildcard'
            : `\`${wrong[0]}\``;
    return invalid('name.character', `${what} cannot stand in a host name.`, wrong.index);
  }
  if (name.length > 253)
    return invalid('name.too-long', `A name has at most 253 characters (this one: ${name.length}).`, 253);
  let position = 0;
  const labels = name.split('.');
  for (const label of labels) {
    if (label === '') return invalid('name.empty-label', 'There is nothing between two dots.', position);
    if (label.length > 63)
      return invalid(
        'name.label-too-long',
        `A part has at most 63 characters (this one: ${label.length}).`,
        position + 63,
      );
    if (label.startsWith('-')) return invalid('name.hyphen', 'A part cannot begin with a hyphen.', position);
    if (label.endsWith('-'))
      return invalid('name.hyphen', 'A part cannot end with a hyphen.', position + label.length - 1);
    position += label.length + 1;
  }
  const last = labels.at(-1) ?? '';
  if (/^\d+$/.test(last))
    return invalid('name.number', 'The last part of a name cannot be a number.', name.length - last.length);
  return { kind: labels.length > 1 ? 'fqdn' : 'hostname', normal: name.toLowerCase(), class: null, errors: [] };
}

function invalid(code: string, message: string, position: number): ReadAddress {
  return { kind: 'invalid', normal: null, class: null, errors: [{ code, message, position }] };
}

const documentation = {
  ipv4: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
  ipv6: ['2001:db8::/32', '3fff::/20'],
};

/** By the registries of special-purpose addresses (RFC 6890). */
const classes: Record<string, AddressClass> = {
  unicast: 'public',
  private: 'private',
  uniqueLocal: 'private',
  loopback: 'loopback',
  linkLocal: 'link-local',
  carrierGradeNat: 'cgnat',
  multicast: 'multicast',
  unspecified: 'unspecified',
  broadcast: 'broadcast',
  benchmarking: 'benchmarking',
  ipv4Mapped: 'translated',
  rfc6145: 'translated',
  rfc6052: 'translated',
  '6to4': 'translated',
  teredo: 'translated',
};

export function classOf(address: ipaddr.IPv4 | ipaddr.IPv6): AddressClass {
  const networks = documentation[address.kind()];
  if (networks.some((network) => address.match(ipaddr.parseCIDR(network)))) return 'documentation';
  if (address.kind() === 'ipv4' && (address as ipaddr.IPv4).match(ipaddr.IPv4.parseCIDR('198.18.0.0/15')))
    return 'benchmarking';
  return classes[address.range()] ?? 'reserved';
}
