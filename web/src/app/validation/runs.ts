import { Problem } from '../api/problem';
import { Answered, Question } from '../api/wire';
import { VerdictTone } from '../ui/verdict-line';
import { fewDays } from './certificate-life';
import { Tool, Values } from './tools';

/** One host of a run. */
export interface Row {
  question: Question;
  /** What it was asked of, in short. */
  target: string;
  isRunning: boolean;
  answered: Answered | null;
  problem: Problem | null;
  /** The fleet said to wait until then. */
  waitsUntil: number | null;
}

/** What was asked with one press of Enter. */
export interface Run {
  id: number;
  tool: Tool['id'];
  /** As in the address of the page. */
  values: Values;
  at: number;
  rows: readonly Row[];
}

const mostRuns = 20;

export function begun(id: number, tool: Tool, values: Values, at: number): Run {
  const rows = tool.asks(values).map((question) => ({
    question,
    target: targetOf(question),
    isRunning: false,
    answered: null,
    problem: null,
    waitsUntil: null,
  }));
  return { id, tool: tool.id, values, at, rows };
}

/** The runs with one more, which takes the place of what asked the same before. */
export function withRun(runs: readonly Run[], run: Run): Run[] {
  return [run, ...runs.filter((each) => !isSame(each, run))].slice(0, mostRuns);
}

export function withRow(runs: readonly Run[], id: number, at: number, change: Partial<Row>): Run[] {
  const changed = (rows: readonly Row[]) => rows.map((row, index) => (index === at ? { ...row, ...change } : row));
  return runs.map((run) => (run.id === id ? { ...run, rows: changed(run.rows) } : run));
}

export function isSame(one: Pick<Run, 'tool' | 'values'>, other: Pick<Run, 'tool' | 'values'>): boolean {
  return one.tool === other.tool && JSON.stringify(one.values) === JSON.stringify(other.values);
}

export function isDone({ rows }: Run): boolean {
  return rows.every(({ answered, problem }) => answered !== null || problem !== null);
}

/** What the look makes of it; null while it is awaited. A certificate that ends soon is good, and somebody should see to it. */
export function toneOf({ answered, problem }: Row): VerdictTone | null {
  if (problem) return 'unknown';
  if (!answered) return null;
  if (!answered.verdict.ok) return 'unhealthy';
  return answered.validator === 'tls' && (answered.verdict.daysLeft ?? fewDays) < fewDays ? 'degraded' : 'healthy';
}

/** What a host has to say in one line: of several ports which are open, and why the others are not. */
export function summaryOf({ validator, verdict }: Answered): string {
  if (validator !== 'tcp' || verdict.results.length === 1) return verdict.message;
  const ports = new Map<string, number[]>();
  for (const { ok, message, port } of verdict.results) {
    const word = ok ? 'open' : message;
    ports.set(word, [...(ports.get(word) ?? []), port]);
  }
  const open = ports.get('open');
  const parts = [...ports].filter(([word]) => word !== 'open').map(([word, of]) => `${word}: ${of.join(', ')}`);
  return [...(open ? [`open: ${open.join(', ')}`] : []), ...parts].join('; ');
}

const gravity = ['unhealthy', 'unknown', 'degraded', 'healthy'] as const;

/** The gravest of all its hosts; null while one is awaited. */
export function toneOfRun(run: Run): VerdictTone | null {
  const tones = run.rows.map(toneOf);
  return isDone(run) ? (gravity.find((tone) => tones.includes(tone)) ?? null) : null;
}

/** `3 hosts` or the one. */
export function titleOf({ rows }: Run): string {
  const [first] = rows;
  return rows.length === 1 && first ? first.target : `${first?.target ?? ''} and ${rows.length - 1} more`;
}

function targetOf(question: Question): string {
  const { validator, asked } = question;
  switch (validator) {
    case 'address':
      return asked.address.trim();
    case 'http':
      return asked.url;
    case 'dns':
      return `${asked.name} ${asked.record ?? 'A'}`;
    case 'tls':
    case 'ssh':
      return asked.port === undefined ? asked.host : `${asked.host} :${asked.port}`;
    case 'tcp':
      return asked.ports?.length === 1 ? `${asked.host} :${asked.ports[0]}` : asked.host;
    case 'icmp':
      return asked.host;
  }
}
