import type { Answer } from './fleet.js';

/** All at once, and what was answered, by status. */
export async function race<Body>(requests: (() => Promise<Answer<Body>>)[]): Promise<Record<number, Answer<Body>[]>> {
  const answers = await Promise.all(requests.map((request) => request()));
  return Object.groupBy(answers, ({ status }) => status) as Record<number, Answer<Body>[]>;
}

/** How often each status was answered. */
export function counts(answers: Record<number, unknown[]>): Record<string, number> {
  return Object.fromEntries(Object.entries(answers).map(([status, { length }]) => [status, length]));
}

export function times<Value>(count: number, make: (at: number) => Value): Value[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
