import { healthStatuses } from '../health.dto.js';
import { lifecycles } from '../lifecycle.js';

/** How a field of the search language becomes SQL. `value` places a parameter and answers its placeholder. */
export interface SearchField {
  /** The only values that make sense, when they are few. */
  values?: readonly string[];
  condition(text: string, value: (of: unknown) => string): string;
}

/** SQL expressions that are written once, because search, counts and views must agree. They see `s` (servers) and `h` (server_health). */
export interface DerivedExpressions {
  countable: string;
  pageable: string;
  stale: string;
}

const yesNo = ['true', 'false'] as const;

export function searchFields(derived: DerivedExpressions): Record<string, SearchField> {
  return {
    lifecycle: { values: lifecycles, condition: equal('s.lifecycle') },
    health: { values: healthStatuses, condition: equal('h.status') },
    countable: truth(derived.countable),
    pageable: truth(derived.pageable),
    stale: truth(derived.stale),
    flapping: truth('h.flapping'),
    deleted: truth('s.deleted_at IS NOT NULL'),
    hostname: { condition: pattern('s.hostname') },
    env: { condition: pattern('s.environment') },
    environment: { condition: pattern('s.environment') },
    region: { condition: pattern('s.region') },
    site: { condition: pattern('s.site') },
    role: { condition: pattern('s.role') },
    owner: { condition: pattern('s.owner') },
    tag: { condition: (text, value) => `s.tags @> ARRAY[${value(text)}::text]` },
  };
}

function equal(expression: string): SearchField['condition'] {
  return (text, value) => `${expression} = ${value(text)}`;
}

function truth(expression: string): SearchField {
  return {
    values: yesNo,
    condition: (text) => (text === 'true' ? `(${expression})` : `NOT coalesce(${expression}, false)`),
  };
}

/** Equal without regard to case; `*` stands for anything. */
function pattern(expression: string): SearchField['condition'] {
  return (text, value) =>
    text.includes('*')
      ? `${expression} ILIKE ${value(likePattern(text))}`
      : `lower(${expression}) = lower(${value(text)})`;
}

export function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}
