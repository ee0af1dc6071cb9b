/** What a server offers, in its order of preference (RFC 4253, section 7.1). */
export interface SshAlgorithms {
  kex: string[];
  hostKey: string[];
  cipher: string[];
  mac: string[];
  compression: string[];
}

const kexInit = 20;

/** The first lines that do not begin with `SSH-` are for people (RFC 4253, section 4.2); then one that does. */
export function identificationIn(said: Buffer): { banner: string; rest: Buffer } | undefined {
  for (let from = 0; from < said.length;) {
    const end = said.indexOf(0x0a, from);
    if (end < 0) return undefined;
    const line = said.subarray(from, end).toString('latin1').trimEnd();
    if (line.startsWith('SSH-')) return { banner: line.replace(/[^\x20-\x7e]/g, ''), rest: said.subarray(end + 1) };
    from = end + 1;
  }
  return undefined;
}

/** The lists of the key exchange's first packet, which is not encrypted: length, padding, type, cookie, then ten lists of names. */
export function algorithmsIn(packet: Buffer): SshAlgorithms | undefined {
  if (packet.length < 22 || packet[5] !== kexInit) return undefined;
  const lists: string[][] = [];
  for (let at = 22; lists.length < 10;) {
    if (at + 4 > packet.length) return undefined;
    const length = packet.readUInt32BE(at);
    if (at + 4 + length > packet.length) return undefined;
    lists.push(
      packet
        .subarray(at + 4, at + 4 + length)
        .toString('latin1')
        .split(',')
        .filter((name) => name !== ''),
    );
    at += 4 + length;
  }
  const [kex = [], hostKey = [], , cipher = [], , mac = [], , compression = []] = lists;
  return { kex, hostKey, cipher, mac, compression };
}
