import { Question, Validator, recordTypes, starttlsProtocols } from '../api/wire';
import { headersFault, linesOf, servernameFault, statusesFault, wholeFault, wordsOf } from '../server/form-rules';
import { mostPorts, portsFault, portsOf } from './ports';

/** What is typed, by field; what is not given has its default. The same stands in the address of the page. */
export type Values = Readonly<Record<string, string>>;

export interface ToolField {
  key: string;
  label: string;
  kind: 'text' | 'hosts' | 'lines' | 'choice' | 'tick';
  placeholder?: string;
  hint?: string;
  /** Of a choice; the first is the default. */
  choices?: readonly string[];
  /** Of the line that it shares with the others; by default what its kind needs. */
  width?: 'all' | 'half' | 'small';
  isNeeded?: boolean;
  /** Folded away until somebody wants it. */
  isMore?: boolean;
  fault?: (text: string) => string | null;
}

export interface Tool {
  id: Validator;
  name: string;
  /** What it finds out. */
  says: string;
  fields: readonly ToolField[];
  /** One for each host that is named. */
  asks: (values: Values) => Question[];
}

const port = (placeholder: string): ToolField => ({
  key: 'port',
  label: 'Port',
  kind: 'text',
  placeholder,
  width: 'small',
  fault: (text) => wholeFault(text, 1, 65_535),
});
const timeoutMs: ToolField = {
  key: 'timeoutMs',
  label: 'Time-out, ms',
  kind: 'text',
  width: 'small',
  isMore: true,
  fault: (text) => wholeFault(text, 50, 30_000),
};
const host: ToolField = {
  key: 'host',
  label: 'Host',
  kind: 'text',
  placeholder: 'web-01.example.com or 10.2.0.7',
  width: 'all',
  isNeeded: true,
};
const hosts: ToolField = { ...host, label: 'Hosts', kind: 'hosts', hint: 'One per line; Shift Enter begins another.' };

/** In the order in which an address is got to the bottom of. */
export const tools: readonly Tool[] = [
  {
    id: 'address',
    name: 'Address',
    says: 'Is it an address, a network or a name; where does it lead, and which server has it already?',
    fields: [
      {
        key: 'address',
        label: 'Address, network or name',
        kind: 'text',
        placeholder: '10.2.0.7, 2001:db8::/32 or web-01.example.com',
        width: 'all',
        isNeeded: true,
      },
      { key: 'dns', label: 'Name service', kind: 'choice', choices: ['asked', 'not asked'], width: 'small' },
    ],
    asks: ({ address = '', dns }) => [{ validator: 'address', asked: { address, dns: dns !== 'not asked' } }],
  },
  {
    id: 'tcp',
    name: 'TCP',
    says: 'Which ports accept connections, how fast, and what does the peer say first?',
    fields: [
      hosts,
      {
        key: 'ports',
        label: 'Ports',
        kind: 'text',
        placeholder: '22 80 443 8000-8010',
        width: 'half',
        isNeeded: true,
        hint: `Up to ${mostPorts}.`,
        fault: portsFault,
      },
      timeoutMs,
    ],
    asks: (values) =>
      hostsOf(values).map((each) => ({
        validator: 'tcp',
        asked: { host: each, ports: portsOf(values['ports'] ?? ''), ...numbersOf(values, 'timeoutMs') },
      })),
  },
  {
    id: 'http',
    name: 'HTTP',
    says: 'Does a web address answer as it should, by which way, and where does the time go?',
    fields: [
      {
        key: 'url',
        label: 'URL',
        kind: 'text',
        placeholder: 'https://web-01.example.com/health',
        width: 'all',
        isNeeded: true,
        fault: (text) =>
          text.trim() === '' || /^https?:\/\/[^/]/i.test(text.trim()) ? null : 'Begins with http:// or https://.',
      },
      { key: 'method', label: 'Method', kind: 'choice', choices: ['GET', 'HEAD', 'OPTIONS'], width: 'small' },
      { key: 'redirects', label: 'Redirects', kind: 'choice', choices: ['followed', 'shown'], width: 'small' },
      { key: 'status', label: 'Statuses', kind: 'text', placeholder: '200 to 399', isMore: true, fault: statusesFault },
      { key: 'bodyContains', label: 'Body contains', kind: 'text', isMore: true },
      {
        key: 'headers',
        label: 'Headers contain',
        kind: 'lines',
        placeholder: 'content-type: json',
        isMore: true,
        fault: headersFault,
      },
      { key: 'http2', label: 'HTTP/2', kind: 'choice', choices: ['offered', 'not offered'], isMore: true },
      timeoutMs,
    ],
    asks: ({ url = '', method = 'GET', redirects, http2, ...values }) => [
      {
        validator: 'http',
        asked: {
          url: url.trim(),
          method: method as 'GET',
          followRedirects: redirects !== 'shown',
          http2: http2 !== 'not offered',
          ...wantedOf(values),
          ...numbersOf(values, 'timeoutMs'),
        },
      },
    ],
  },
  {
    id: 'tls',
    name: 'TLS',
    says: 'Which certificates does a server show, would a client accept them, and for how long?',
    fields: [
      hosts,
      port('usual'),
      { key: 'starttls', label: 'STARTTLS', kind: 'choice', choices: ['none', ...starttlsProtocols], width: 'small' },
      {
        key: 'servername',
        label: 'Certificate for',
        kind: 'text',
        placeholder: 'the host',
        isMore: true,
        fault: servernameFault,
      },
      timeoutMs,
    ],
    asks: (values) =>
      hostsOf(values).map((each) => ({
        validator: 'tls',
        asked: {
          host: each,
          ...textsOf(values, 'servername'),
          ...(values['starttls'] && values['starttls'] !== 'none' && { starttls: values['starttls'] as 'smtp' }),
          ...numbersOf(values, 'port', 'timeoutMs'),
        },
      })),
  },
  {
    id: 'ssh',
    name: 'SSH',
    says: 'Which SSH server is it, by which host key, and what does it offer?',
    fields: [host, port('22'), timeoutMs],
    asks: ({ host: each = '', ...values }) => [
      { validator: 'ssh', asked: { host: each.trim(), ...numbersOf(values, 'port', 'timeoutMs') } },
    ],
  },
  {
    id: 'dns',
    name: 'DNS',
    says: 'What does the name service say, this one or another?',
    fields: [
      { ...host, key: 'name', label: 'Name', placeholder: 'example.com; for PTR an address' },
      { key: 'record', label: 'Record', kind: 'choice', choices: recordTypes, width: 'small' },
      { key: 'server', label: 'Name server', kind: 'text', placeholder: 'the fleet’s own', width: 'half' },
      { ...port('53'), isMore: true },
      {
        key: 'expect',
        label: 'Expected records',
        kind: 'lines',
        placeholder: 'any',
        hint: 'A line each; all of them must be there.',
        isMore: true,
      },
      timeoutMs,
    ],
    asks: ({ name = '', record = 'A', expect = '', ...values }) => [
      {
        validator: 'dns',
        asked: {
          name: name.trim(),
          record: record as 'A',
          ...(linesOf(expect).length > 0 && { expect: linesOf(expect) }),
          ...textsOf(values, 'server'),
          ...numbersOf(values, 'port', 'timeoutMs'),
        },
      },
    ],
  },
  {
    id: 'icmp',
    name: 'Ping',
    says: 'Does it answer an echo, and how fast?',
    fields: [host, timeoutMs],
    asks: ({ host: each = '', ...values }) => [
      { validator: 'icmp', asked: { host: each.trim(), ...numbersOf(values, 'timeoutMs') } },
    ],
  },
];

/** The tool of this name, or the first. */
export function toolOf(id: string | null | undefined): Tool {
  return tools.find((tool) => tool.id === id) ?? (tools[0] as Tool);
}

/** What is wrong, by field; a run is only begun with nothing. */
export function faultsOf(tool: Tool, values: Values): Record<string, string> {
  const faults = tool.fields.flatMap(({ key, label, isNeeded, fault }): [string, string][] => {
    const text = values[key] ?? '';
    if (isNeeded && text.trim() === '') return [[key, `${label.split(',')[0]} needed.`]];
    const message = fault?.(text) ?? null;
    return message === null ? [] : [[key, message]];
  });
  return Object.fromEntries(faults);
}

/** The values that belong to the tool and differ from its defaults, in the order of its fields: what the page's address says. */
export function meant(tool: Tool, values: Values): Values {
  const entries = tool.fields.flatMap(({ key, kind, choices }): [string, string][] => {
    const given = values[key] ?? '';
    const text = kind === 'hosts' ? [...new Set(wordsOf(given))].join(',') : given.trim();
    return text === '' || text === choices?.[0] ? [] : [[key, text]];
  });
  return Object.fromEntries(entries);
}

/** The field that the server means by a pointer into what it was asked. */
export function fieldAt(tool: Tool, pointer: string): string | null {
  const places = pointer.split('/').slice(1);
  return places.find((place) => tool.fields.some(({ key }) => key === place)) ?? null;
}

function hostsOf({ host: text = '' }: Values): string[] {
  return [...new Set(wordsOf(text))];
}

function numbersOf(values: Values, ...keys: string[]): Record<string, number> {
  const given = keys.filter((key) => values[key]?.trim());
  return Object.fromEntries(given.map((key) => [key, Number(values[key])]));
}

function textsOf(values: Values, ...keys: string[]): Record<string, string> {
  return Object.fromEntries(keys.flatMap((key) => (values[key]?.trim() ? [[key, values[key].trim()]] : [])));
}

function wantedOf({ status = '', headers = '', ...values }: Values): { expect?: object } {
  const pairs = linesOf(headers).map((line) => {
    const [name = '', ...value] = line.split(':');
    return [name.trim(), value.join(':').trim()];
  });
  const expect = {
    ...(wordsOf(status).length > 0 && { status: wordsOf(status).map(Number) }),
    ...textsOf(values, 'bodyContains'),
    ...(pairs.length > 0 && { headers: Object.fromEntries(pairs) as Record<string, string> }),
  };
  return Object.keys(expect).length === 0 ? {} : { expect };
}
