import { Template, TemplateChange } from '../api/wire';
import {
  CheckDraft,
  Draft,
  Origin,
  checkDraftOf,
  checkOf,
  newCheck,
  newDraft,
  pathOf as serverPathOf,
} from '../server/draft';
import { tagsOf } from '../server/form-rules';
import { defaultAt, defaultFields, withDefaults } from './default-fields';

/** A template while it is being typed. */
export interface TemplateDraft {
  name: string;
  description: string;
  /** The defaults by their path; empty is left to the server. */
  defaults: Record<string, string>;
  /** JSON, or empty. */
  attributes: string;
  notes: string;
  tags: string;
  /** Without, checks are left to the server. */
  hasChecks: boolean;
  checks: CheckDraft[];
}

type Content = Pick<Template, 'name' | 'description' | 'defaults' | 'tags' | 'checks'>;

export const newTemplate: Content = { name: '', description: null, defaults: {}, tags: [], checks: null };

export function templateDraftOf({ name, description, defaults, tags, checks }: Content): TemplateDraft {
  return {
    name,
    description: description ?? '',
    defaults: Object.fromEntries(defaultFields.map(({ path }) => [path, defaultAt(defaults, path)])),
    attributes: defaults.attributes ? JSON.stringify(defaults.attributes, null, 2) : '',
    notes: defaults.notes ?? '',
    tags: tags.join(' '),
    hasChecks: checks !== null,
    checks: (checks ?? []).map(checkDraftOf),
  };
}

/** What is said now; what the form does not know of stays as `base` has it. */
export function contentOf(base: Content, draft: TemplateDraft): TemplateChange & { name: string } {
  const attributes = draft.attributes.trim();
  const known = { ...base.defaults, attributes: attributes === '' ? null : (JSON.parse(attributes) as object) };
  return {
    name: draft.name.trim(),
    description: draft.description.trim() || null,
    defaults: withDefaults({ ...known, notes: draft.notes.trim() || null } as Template['defaults'], draft.defaults),
    tags: tagsOf(draft.tags),
    checks: draft.hasChecks ? (draft.checks.map(checkOf) as Template['checks']) : null,
  };
}

/** The parts that were changed here; each is sent as a whole. */
export function templateChangesOf(base: Content, draft: TemplateDraft): TemplateChange {
  const before = contentOf(base, templateDraftOf(base)) as Record<string, unknown>;
  const after = Object.entries(contentOf(base, draft));
  return Object.fromEntries(after.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}

/** Theirs, with what was changed here laid over it, field by field. */
export function mergedDraft(base: TemplateDraft, mine: TemplateDraft, theirs: TemplateDraft): TemplateDraft {
  const chosen = <T extends object>(base: T, mine: T, theirs: T): T => {
    const isMine = (name: string) => JSON.stringify(mine[name as keyof T]) !== JSON.stringify(base[name as keyof T]);
    const own = Object.entries(mine).filter(([name]) => isMine(name));
    return { ...theirs, ...(Object.fromEntries(own) as Partial<T>) };
  };
  return {
    ...chosen(base, mine, theirs),
    defaults: chosen(base.defaults, mine.defaults, theirs.defaults),
  };
}

export function attributesFault(text: string): string | null {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'An object: { "rack": "b7" }.';
  } catch {
    return 'This is no JSON yet.';
  }
}

/** The place in the form of what the server points at. */
export function templatePathOf(pointer: string): (string | number)[] {
  const [first = '', ...rest] = pointer.split('/').slice(1);
  if (first === 'checks') return serverPathOf(pointer);
  if (first !== 'defaults') return [first];
  const [name = ''] = rest;
  return name === 'attributes' || name === 'notes' ? [name] : ['defaults', rest.slice(0, 2).join('.')];
}

/** What a server made from it begins with. */
export function originOf({ id, name, defaults, tags, checks }: Template): Origin {
  const sshPort = defaultAt(defaults, 'ssh.port') || newDraft.sshPort;
  const draft: Draft = {
    ...newDraft,
    environment: defaults.environment ?? '',
    region: defaults.region ?? '',
    site: defaults.site ?? '',
    role: defaults.role ?? '',
    owner: defaults.owner ?? '',
    notes: defaults.notes ?? '',
    sshPort,
    tags: tags.join(' '),
    checks: checks?.map(checkDraftOf) ?? [{ ...newCheck, port: sshPort }],
  };
  return { templateId: id, name, draft };
}
