import { Facets, healthStatuses, lifecycles } from '../api/wire';
import { Stance, mentionedOf, openIn, stanceOn } from '../search/terms';

/** A value of a field that one can narrow the list by. */
export interface Choice {
  value: string | null;
  /** How many there are, were this the one that is wanted; `null` when that was not counted. */
  count: number | null;
  stance: Stance;
}

export interface FacetGroup {
  field: string;
  choices: Choice[];
  /** There are more values than were asked for. */
  hasMore: boolean;
  isExact: boolean;
}

/** A question whose answer tells of these fields; of all of them when none is named. */
export interface FacetQuestion {
  q: string;
  field: string | null;
}

export interface FacetAnswer {
  question: FacetQuestion;
  facets: Facets;
}

export const facetFields = ['health', 'lifecycle', 'environment', 'region', 'site', 'role', 'owner', 'tag'] as const;

/** Of one field a server has one value, of these many: their choices narrow each other. */
const manyValued = new Set(['tag']);
const orders: Record<string, readonly string[]> = {
  health: ['unhealthy', 'degraded', 'unknown', 'healthy'],
  lifecycle: ['active', 'draining', 'provisioning', 'planned', 'decommissioned'],
};
/** What can be, is shown also where there is none. */
const known: Record<string, readonly string[]> = { health: healthStatuses, lifecycle: lifecycles };

export function isManyValued(field: string): boolean {
  return manyValued.has(field);
}

/**
 * What to ask so that of each field also that can be chosen which the query leaves out now: the query, and for each
 * field that it narrows, the query without that.
 */
export function questionsOf(q: string): FacetQuestion[] {
  const narrowed = facetFields.filter((field) => !manyValued.has(field) && openIn(q, field) !== q.trim());
  return [{ q, field: null }, ...narrowed.map((field) => ({ q: openIn(q, field), field }))];
}

/** The groups that the answers make, in their order. */
export function groupsOf(answers: readonly FacetAnswer[]): FacetGroup[] {
  return facetFields.map((field) => {
    const own = answers.find(({ question }) => question.field === field);
    const answer = own ?? answers.find(({ question }) => question.field === null);
    const facet = answer?.facets.facets.find((each) => each.field === field);
    const counts = new Map(facet?.values.map(({ value, count }) => [value, count]));
    for (const value of known[field] ?? []) if (!counts.has(value)) counts.set(value, 0);
    return {
      field,
      choices: sorted(
        field,
        [...counts].map(([value, count]) => ({ value, count, stance: null })),
      ),
      hasMore: facet?.more ?? false,
      isExact: (answer?.facets.exact ?? true) || field in known,
    };
  });
}

/** The groups with what a query says of each value; what it speaks of and was not counted is there too. */
export function stanced(groups: readonly FacetGroup[], q: string): FacetGroup[] {
  return groups.map((group) => {
    const isThere = (value: string | null) => group.choices.some((choice) => isSame(choice.value, value));
    const others = mentionedOf(q, group.field).filter((value) => !isThere(value));
    const choices = [...group.choices, ...others.map((value) => ({ value, count: null }))];
    return {
      ...group,
      choices: choices.map((choice) => ({ ...choice, stance: stanceOn(q, group.field, choice.value) })),
    };
  });
}

/** The axes in their own order; all else with the commonest first, and what has none last. */
function sorted(field: string, choices: Choice[]): Choice[] {
  const order = orders[field];
  const place = ({ value, count }: Choice) =>
    order ? order.indexOf(value ?? '') : value === null ? Infinity : -(count ?? 0);
  return choices.sort((one, other) => place(one) - place(other) || 0);
}

function isSame(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}
