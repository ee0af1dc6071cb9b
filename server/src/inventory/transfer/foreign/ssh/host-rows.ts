import type { Row } from '../../row.js';
import { GatheredRow, reached } from '../gathered-row.js';
import { isHost, matcherOf } from './patterns.js';
import type { Block, Setting } from './blocks.js';

/** What is known of a host: of each keyword the first that was said, of identity files all. */
type Settings = Map<string, Setting>;

/** A row for each machine. Names of one line that lead to one address are one machine, otherwise each is its own. */
export function* hostRows(blocks: readonly Block[]): Generator<Row> {
  const settingsOf = resolverOf(blocks);
  const seen = new Set<string>();
  for (const { patterns, line } of blocks) {
    const machines = new Map<string, { names: string[]; column: number; settings: Settings }>();
    for (const { text: name, column } of patterns.filter(({ text }) => isHost(text))) {
      if (seen.has(name.toLowerCase())) continue;
      seen.add(name.toLowerCase());
      const settings = settingsOf(name);
      const address = settings.get('hostname')?.values[0];
      const machine = address === undefined || address.includes('%h') ? `name ${name}` : `address ${address}`;
      const known = machines.get(machine);
      if (known) known.names.push(name);
      else machines.set(machine, { names: [name], column, settings });
    }
    for (const { names, column, settings } of machines.values()) yield rowOf(names, { line, column }, settings);
  }
}

function rowOf(names: string[], at: { line: number; column: number }, settings: Settings): Row {
  const [name = ''] = names;
  const row = new GatheredRow({ ...at, name: 'Host' });
  const dialled = settings.get('hostname');
  const address = dialled?.values[0]?.replaceAll(/%([h%])/g, (_, token) => (token === 'h' ? name : '%'));
  const { hostname, ipAddress } = reached(name, address);
  const origin = (setting: Setting | undefined, called: string) =>
    setting ? { line: setting.line, column: setting.column, name: called } : { ...at, name: 'Host' };
  row.put(['hostname'], hostname, ipAddress === undefined ? origin(dialled, 'HostName') : { ...at, name: 'Host' });
  if (ipAddress !== undefined) row.put(['ipAddress'], ipAddress, origin(dialled, 'HostName'));
  const aliases = names.filter((each) => each.toLowerCase() !== hostname.toLowerCase());
  if (aliases.length > 0) row.put(['attributes', 'aliases'], aliases, { ...at, name: 'Host' });
  for (const [keyword, called, path] of kept) {
    const setting = settings.get(keyword);
    const [value, ...more] = setting?.values ?? [];
    if (!setting || value === 'none') continue;
    const isPort = keyword === 'port' && /^\d+$/.test(value ?? '');
    const plain = more.length > 0 && keyword === 'identityfile' ? [value, ...more] : value;
    row.put(path, isPort ? Number(value) : plain, origin(setting, called));
    if (value === undefined)
      row.faults.push({
        pointer: `/${path.join('/')}`,
        code: 'ssh.value-missing',
        message: `has no value behind \`${called}\``,
      });
  }
  return row;
}

/** What of a client's settings is about the machine. */
const kept: [keyword: string, called: string, path: string[]][] = [
  ['port', 'Port', ['ssh', 'port']],
  ['user', 'User', ['ssh', 'user']],
  ['identityfile', 'IdentityFile', ['attributes', 'identityFile']],
  ['proxyjump', 'ProxyJump', ['attributes', 'proxyJump']],
];

/** The settings of a host, by the rule of ssh_config(5): whatever is said first counts. */
function resolverOf(blocks: readonly Block[]): (name: string) => Settings {
  const open: number[] = [];
  const byName = new Map<string, number[]>();
  const matchers = blocks.map(({ patterns }) => matcherOf(patterns.map(({ text }) => text)));
  blocks.forEach(({ patterns }, at) => {
    if (patterns.some(({ text }) => !isHost(text))) open.push(at);
    else
      for (const { text } of patterns) {
        const known = byName.get(text.toLowerCase());
        if (known) known.push(at);
        else byName.set(text.toLowerCase(), [at]);
      }
  });
  return (name) => {
    const named = byName.get(name.toLowerCase()) ?? [];
    const applying = [...new Set([...named, ...open.filter((at) => matchers[at]?.(name))])].sort((a, b) => a - b);
    const settings: Settings = new Map();
    for (const at of applying)
      for (const setting of blocks[at]?.settings ?? []) {
        const known = settings.get(setting.keyword);
        if (!known) settings.set(setting.keyword, setting);
        else if (setting.keyword === 'identityfile')
          settings.set(setting.keyword, { ...known, values: [...known.values, ...setting.values] });
      }
    return settings;
  };
}
