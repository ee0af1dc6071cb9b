import { Any, IsNull } from 'typeorm';
import type { Write } from '../../../audit/ledger.js';
import { Conflict } from '../../../http/domain-error.js';
import { registerAll } from '../../bulk/register-all.js';
import { changeEach } from '../../bulk/server-batches.js';
import { livingCredentials } from '../../living-credentials.js';
import { Server } from '../../server.entity.js';
import { faultsOf, type Key, type Wanted } from './judged.js';
import type { RowOutcome } from './outcome.js';
import { Living, step, type Step } from './steps.js';

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

/** Who lost the race for a name twice is told so. */
const rounds = 2;

/**
 * Writes some hundred rows with a number of statements that does not depend on how many they are: look up and lock whoever has one
 * of their keys, one INSERT, one UPDATE, each with one more into the audit. `begin` is called before the first one that changes something.
 * A server that somebody else registers meanwhile is met in a second round.
 */
export async function writeBatch(
  write: Write,
  batch: Wanted[],
  key: Key | undefined,
  begin: () => Promise<void>,
): Promise<RowOutcome[]> {
  const outcomes = new Map<Wanted, RowOutcome>();
  let open = batch;
  for (let round = 1; open.length > 0; round++) {
    const living = await livingOf(write, open);
    const steps = open.map((wanted) => step(wanted, living, key));
    const of = <Kind extends Step['kind']>(kind: Kind) => steps.filter((each): each is Of<Kind> => each.kind === kind);
    const [register, change] = [of('register'), of('change')];
    for (const { wanted, server } of of('leave')) outcomes.set(wanted, outcome(wanted, 'unchanged', server));
    for (const { wanted, faults } of of('refuse')) outcomes.set(wanted, failure(wanted, faults));
    if (register.length + change.length > 0) await begin();
    await changeServers(write, change, outcomes);
    open = await registerServers(write, register, outcomes);
    if (round === rounds) {
      const lost = new Conflict('server.contended', 'Somebody else is registering and deleting this server.');
      for (const wanted of open) outcomes.set(wanted, failure(wanted, faultsOf(lost)));
      break;
    }
  }
  return batch.flatMap((wanted) => outcomes.get(wanted) ?? []);
}

/** Locked in order of id, as by everybody who locks many. */
async function livingOf({ tx }: Write, batch: Wanted[]): Promise<Living> {
  const hostname = Any(batch.map(({ fields }) => fields.hostname));
  const externalIds = batch.flatMap(({ fields }) => fields.externalId || []);
  const deletedAt = IsNull();
  const servers = await tx.find(Server, {
    where: [{ hostname, deletedAt }, ...(externalIds.length > 0 ? [{ externalId: Any(externalIds), deletedAt }] : [])],
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const credentials = batch.map(({ fields }) => fields.ssh?.credentialId);
  return new Living(servers, await livingCredentials(tx, credentials));
}

async function changeServers(write: Write, steps: Of<'change'>[], outcomes: Map<Wanted, RowOutcome>): Promise<void> {
  const changes = await changeEach(
    write,
    steps.map(({ planned }) => planned),
  );
  steps.forEach(({ wanted, planned: { server, before, after } }, at) => {
    const { error } = changes[at] ?? {};
    const faults = error && (error.errors.length > 0 ? error.errors : [{ pointer: '', ...error }]);
    outcomes.set(wanted, faults ? failure(wanted, faults) : outcome(wanted, 'updated', server, before, after));
  });
}

/** The rows whose name somebody else took since it was looked up. */
async function registerServers(
  write: Write,
  steps: Of<'register'>[],
  outcomes: Map<Wanted, RowOutcome>,
): Promise<Wanted[]> {
  const servers = await registerAll(
    write,
    steps.map(({ columns }) => columns),
  );
  return steps.flatMap(({ wanted, columns }, at) => {
    const server = servers[at];
    if (!server) return [wanted];
    outcomes.set(wanted, outcome(wanted, 'created', server, null, columns));
    return [];
  });
}

function outcome(
  { row }: Wanted,
  status: RowOutcome['status'],
  { id, hostname }: Server,
  before: object | null = null,
  after: object | null = null,
): RowOutcome {
  return { row, status, id, hostname, before, after, faults: [] };
}

function failure({ row, fields }: Wanted, faults: RowOutcome['faults']): RowOutcome {
  return { row, status: 'failed', id: null, hostname: fields.hostname, before: null, after: null, faults };
}
