import { Service, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { FleetApi } from '../api/fleet-api';
import { problemOf, sentenceOf } from '../api/problem';
import { BulkRequest, FactField, Health, Lifecycle, ServerView } from '../api/wire';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';
import type { Quiet } from './maintenance-box';

const checksAtOnce = 4;

/** What a person does to a server, with what is said afterwards. Each answers whether it was done. */
@Service()
export class ServerActions {
  private readonly api = inject(FleetApi);
  private readonly bulk = inject(BulkApi);
  private readonly notices = inject(Notices);

  readonly isChecking = signal(false);
  readonly isAccepting = signal(false);

  async checkNow(ids: readonly string[]): Promise<Health[]> {
    if (this.isChecking()) return [];
    this.isChecking.set(true);
    const seen: Health[] = [];
    const refused: unknown[] = [];
    const waiting = [...ids];
    const one = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        await firstValueFrom(this.api.checkNow(id)).then(
          (health) => seen.push(health),
          (error: unknown) => refused.push(error),
        );
      }
    };
    await Promise.all(Array.from({ length: checksAtOnce }, one));
    this.isChecking.set(false);
    this.tellChecked(seen, refused);
    return seen;
  }

  async move(server: ServerView, to: Lifecycle, reason: string): Promise<ServerView | null> {
    return this.done('Not moved', async () => {
      const moved = await firstValueFrom(this.api.move(server.id, to, reason));
      this.notices.say(`${server.hostname} is ${to}`);
      return moved;
    });
  }

  /** In maintenance from now on, or no longer; for six seconds undone by one click. */
  async maintain(server: ServerView, quiet: Quiet | null, undone: () => void): Promise<boolean> {
    const done = await this.done(quiet ? 'Not in maintenance' : 'Not ended', async () => {
      const params = quiet ? { ...quiet } : { until: null };
      const said = `${server.hostname} is ${quiet ? '' : 'no longer '}in maintenance`;
      await this.undertaken({ select: { ids: [server.id] }, action: 'maintenance', params }, said, undone);
      return true;
    });
    return done ?? false;
  }

  /** Declares what was observed; for six seconds undone by one click. */
  async accept(server: ServerView, fields: readonly FactField[], undone: () => void): Promise<boolean> {
    this.isAccepting.set(true);
    const done = await this.done('Not accepted', async () => {
      const what = `the observed ${counted(fields.length, 'fact')} of ${server.hostname}`;
      await this.undertaken(
        { select: { ids: [server.id] }, action: 'facts', params: { fields } },
        `Accepted ${what}`,
        undone,
      );
      return true;
    });
    this.isAccepting.set(false);
    return done ?? false;
  }

  /** Soft, at once, and for six seconds undone by one click. */
  async remove(server: ServerView, undone: () => void): Promise<boolean> {
    const removed = await this.done('Not deleted', async () => {
      await firstValueFrom(this.api.remove(server.id));
      this.notices.offerUndo(`Deleted ${server.hostname}`, () => {
        void this.restore(server).then((restored) => restored && undone());
      });
      return true;
    });
    return removed ?? false;
  }

  async restore(server: Pick<ServerView, 'id' | 'hostname'>): Promise<ServerView | null> {
    return this.done('Not restored', async () => {
      const restored = await firstValueFrom(this.api.restore(server.id));
      this.notices.say(`${server.hostname} is back`);
      return restored;
    });
  }

  async purge(server: Pick<ServerView, 'id' | 'hostname'>): Promise<boolean> {
    const purged = await this.done('Not purged', async () => {
      await firstValueFrom(this.api.purge(server.id));
      this.notices.say(`${server.hostname} is gone for good`);
      return true;
    });
    return purged ?? false;
  }

  /** Carries out what has a way back, and offers it. */
  private async undertaken(request: BulkRequest, said: string, undone: () => void): Promise<void> {
    const answer = await firstValueFrom(this.bulk.carryOut({ ...request, atomic: true }));
    const { changeSetId, results } = answer as Exclude<typeof answer, { jobId: string }>;
    const refused = results.find(({ error }) => error !== null)?.error;
    if (refused || !changeSetId) throw new Error(refused?.message);
    this.notices.offerUndo(said, () => {
      void this.done('Not taken back', () => firstValueFrom(this.bulk.revert(changeSetId, {}))).then(undone);
    });
  }

  private async done<T>(refusal: string, act: () => Promise<T>): Promise<T | null> {
    try {
      return await act();
    } catch (error) {
      this.notices.fail(`${refusal}. ${sentenceOf(problemOf(error))}`);
      return null;
    }
  }

  private tellChecked(seen: Health[], refused: unknown[]): void {
    const [first] = refused;
    if (first !== undefined) {
      const rest = refused.length > 1 ? ` (and ${refused.length - 1} more)` : '';
      this.notices.fail(`Not checked. ${sentenceOf(problemOf(first))}${rest}`);
    } else if (seen.length === 1) {
      this.notices.say(`Checked: ${seen[0]?.status}`);
    } else if (seen.length > 1) {
      this.notices.say(`Checked ${counted(seen.length, 'server')}`);
    }
  }
}
