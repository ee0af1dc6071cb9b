import {
  Credential,
  DeploymentResult,
  JobOrdered,
  KnownLogin,
  Outcome,
  ServerChoice,
  Undertaken,
} from '../../api/wire';

/** Which key, and the servers that were chosen before, with what they are called by; none: a query says which. */
export interface KeyOrderPlan {
  credential: Pick<Credential, 'id' | 'name'>;
  chosen: readonly Pick<KnownLogin, 'serverId' | 'hostname'>[];
  called: string;
}

/** What was answered, as any other thing that is done to many servers: there is no way back but to order the contrary. */
export function undertakenOf(answer: DeploymentResult | JobOrdered): Undertaken {
  if ('jobId' in answer) return answer;
  const results = answer.results.map(({ serverId: id, error, ...rest }): Outcome => ({
    ...rest,
    id,
    version: null,
    before: null,
    after: null,
    error: error && { ...error, errors: [] },
  }));
  const count = (status: Outcome['status']) => results.filter((outcome) => outcome.status === status).length;
  return {
    dryRun: answer.dryRun,
    applied: !answer.dryRun,
    total: results.length,
    changed: count('changed'),
    failed: count('failed'),
    changeSetId: null,
    results,
  };
}

/** What a person chose: those that were marked, or what a query finds. Nothing is not everything: an empty query is no choice. */
export interface ChoiceDraft {
  which: 'chosen' | 'matching';
  q: string;
}

export function choiceOf({ which, q }: ChoiceDraft, chosen: readonly { serverId: string }[]): ServerChoice | null {
  if (which === 'chosen') return chosen.length > 0 ? { serverIds: chosen.map(({ serverId }) => serverId) } : null;
  return q.trim() === '' ? null : { q: q.trim() };
}
