/** What a sweep is asked to do: the checks of one second, or those of some servers at once. */
export type SweepOrder = { second: number } | ServersOrder;

/** The same name, whichever process gives it; without one, those of the same servers at about the same time are one. */
export interface ServersOrder {
  serverIds: string[];
  name?: string;
}

/** Hands each order to one process, once. */
export abstract class Sweeps {
  /** Given by the monitor of each process that sweeps. */
  abstract onOrder(work: (order: SweepOrder) => Promise<void>): void;
  abstract give(order: SweepOrder): Promise<void>;
  abstract close(): Promise<void>;
}

/** For one process: the order is carried out where it is given. */
export class LocalSweeps extends Sweeps {
  private work: (order: SweepOrder) => Promise<void> = () => Promise.resolve();

  onOrder(work: (order: SweepOrder) => Promise<void>): void {
    this.work = work;
  }

  give(order: SweepOrder): Promise<void> {
    return this.work(order);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
