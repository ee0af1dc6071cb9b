import { Lifecycle } from '../api/wire';
import { CheckDraft, checkOf, newCheck } from '../server/draft';
import { tagsOf } from '../server/form-rules';
import { SilenceDraft, endOf, newSilence, silenceFault } from '../server/silence';
import { counted } from '../ui/number';

export const bulkActions = ['lifecycle', 'tag', 'patch', 'checks', 'maintenance', 'delete', 'restore'] as const;
export type BulkAction = (typeof bulkActions)[number];

/** The declared fields that can be given to many servers alike. */
export const patchFields = ['owner', 'environment', 'region', 'site', 'role', 'notes'] as const;
export type PatchField = (typeof patchFields)[number];

export interface FieldDraft {
  name: PatchField;
  /** Empty clears it. */
  value: string;
}

/** What is to be done, while it is being typed. Each action looks at its own part. */
export interface OrderDraft extends SilenceDraft {
  to: Lifecycle | '';
  add: string;
  remove: string;
  fields: FieldDraft[];
  checks: CheckDraft[];
  reason: string;
  atomic: boolean;
}

export const newOrder: OrderDraft = {
  to: '',
  add: '',
  remove: '',
  fields: [{ name: 'owner', value: '' }],
  checks: [newCheck],
  ...newSilence,
  reason: '',
  atomic: false,
};

/** The part of a request that says what to do. */
export interface Order {
  action: BulkAction;
  params: Record<string, unknown>;
  atomic: boolean;
  reason?: string;
}

/** The order as it stands, or `null` while it says nothing yet. What lasts for some time is counted from `now`. */
export function orderOf(action: BulkAction, draft: OrderDraft, now: number): Order | null {
  const params = paramsOf(action, draft, now);
  const reason = draft.reason.trim();
  return params && { action, params, atomic: draft.atomic, ...(reason !== '' && { reason }) };
}

/** The same without why, which a preview does not need; where the server insists, a word stands for it. */
export function previewOf({ action, params, atomic }: Order): Order {
  return { action, atomic, params: 'reason' in params ? { ...params, reason: 'preview' } : params };
}

/** A move has to be explained, and a silence; somebody will ask. */
export function needsReason(action: BulkAction, { silence }: SilenceDraft): boolean {
  return action === 'lifecycle' || (action === 'maintenance' && silence !== 'end');
}

function paramsOf(action: BulkAction, draft: OrderDraft, now: number): Record<string, unknown> | null {
  switch (action) {
    case 'lifecycle':
      return draft.to === '' ? null : { to: draft.to, reason: draft.reason.trim() };
    case 'tag': {
      const [add, remove] = [tagsOf(draft.add), tagsOf(draft.remove)];
      return add.length + remove.length === 0 ? null : { add, remove };
    }
    case 'patch':
      return draft.fields.length === 0
        ? null
        : { fields: Object.fromEntries(draft.fields.map(({ name, value }) => [name, value.trim() || null])) };
    case 'checks':
      return { set: draft.checks.map(checkOf) };
    case 'maintenance': {
      const until = endOf(draft, now);
      if (until === undefined || silenceFault(draft, now)) return null;
      return until === null ? { until } : { until, reason: draft.reason.trim() };
    }
    case 'delete':
    case 'restore':
      return {};
  }
}

const verbs: Record<BulkAction, { does: string; did: string; plan: string }> = {
  lifecycle: { does: 'Move', did: 'Moved', plan: 'Move' },
  tag: { does: 'Tag', did: 'Tagged', plan: 'Add or remove tags of' },
  patch: { does: 'Change', did: 'Changed', plan: 'Change fields of' },
  checks: { does: 'Set the checks of', did: 'Set the checks of', plan: 'Replace the checks of' },
  maintenance: { does: 'Set the maintenance of', did: 'Set the maintenance of', plan: 'Maintenance of' },
  delete: { does: 'Delete', did: 'Deleted', plan: 'Delete' },
  restore: { does: 'Restore', did: 'Restored', plan: 'Restore' },
};

/** `Tag 12 servers`, on the button. */
export function deedOf(action: BulkAction, count: number): string {
  if (count === 0) return 'Nothing to change';
  return `${verbs[action].does} ${counted(count, 'server')}`;
}

/** `Tagged 12 servers`, afterwards. */
export function doneOf(action: BulkAction, count: number): string {
  return `${verbs[action].did} ${counted(count, 'server')}`;
}

/** `Add or remove tags of 12 servers`, on top of the sheet. */
export function planOf(action: BulkAction, servers: string): string {
  return `${verbs[action].plan} ${servers}`;
}
