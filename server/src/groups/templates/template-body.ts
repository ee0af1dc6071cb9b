import { BadRequest } from '../../http/domain-error.js';
import type { Check } from '../../inventory/checks.dto.js';
import { declared } from '../../inventory/declared-checks.js';
import { registered } from '../../inventory/declared-fields.js';
import type { ServerDefaults } from '../../inventory/servers.dto.js';
import type { Template } from './template.entity.js';

export type TemplateBody = Pick<Template, 'name' | 'description' | 'tags' | 'checks'> & { defaults: ServerDefaults };

export function bodyOf({ name, description, defaults, tags, checks }: Template): TemplateBody {
  return { name, description, defaults, tags, checks };
}

/** What may be given of a template. Absent leaves as it is, null clears. Defaults, tags and checks are each replaced as a whole. */
export interface TemplateChange {
  name?: string;
  description?: string | null;
  defaults?: ServerDefaults | null;
  tags?: string[] | null;
  checks?: Check[] | null;
}

export const blankBody: Omit<TemplateBody, 'name'> = { description: null, defaults: {}, tags: [], checks: null };

/** @throws BadRequest when no server could be made from it */
export function bodyAfter(before: TemplateBody, change: TemplateChange): TemplateBody {
  const after = {
    name: change.name ?? before.name,
    description: change.description === undefined ? before.description : change.description || null,
    defaults: change.defaults === undefined ? before.defaults : spokenDefaults(change.defaults ?? {}),
    tags: change.tags === undefined ? before.tags : [...new Set(change.tags ?? [])].sort(),
    checks:
      change.checks === undefined ? before.checks : (change.checks?.map((check) => spoken(check, isGiven)) ?? null),
  };
  requireUsable(after);
  return after;
}

/** To say nothing of a field and to say null or nothing at all is the same. Only free JSON may hold an empty text. */
function spokenDefaults(defaults: ServerDefaults): ServerDefaults {
  const entries = Object.entries(defaults).map(([name, value]: [string, unknown]): [string, unknown] => {
    if (typeof value !== 'object' || value === null) return [name, value || null];
    const members = spoken(value, name === 'attributes' ? isGiven : isWorded);
    return [name, Object.keys(members).length > 0 ? members : null];
  });
  return spoken(Object.fromEntries(entries), isGiven);
}

function spoken<Fields extends object>(fields: Fields, isSpoken: (value: unknown) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isSpoken(value))) as Fields;
}

const isGiven = (value: unknown) => value !== null && value !== undefined;
const isWorded = (value: unknown) => isGiven(value) && value !== '';

function requireUsable({ defaults, checks }: TemplateBody): void {
  try {
    registered({ hostname: 'made-from-it', ...defaults });
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    throw new BadRequest(
      error.code,
      error.message,
      error.errors.map((fault) => ({ ...fault, pointer: `/defaults${fault.pointer}` })),
    );
  }
  declared(checks ?? [], defaults.ssh?.port ?? 22);
}
