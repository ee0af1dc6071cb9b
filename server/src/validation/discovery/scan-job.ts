import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Job, JobKind, Proceed } from '../../jobs/job.js';
import { JobRunner } from '../../jobs/runner.js';
import { Dialler } from '../../probing/dialler.js';
import { AddressSpace } from '../../probing/scan/address-space.js';
import { scanBlock } from '../../probing/scan/block.js';
import { examined, type ExaminedHost } from '../../probing/scan/examine.js';
import { Pace } from '../../probing/scan/pace.js';
import type { ScannedHost } from '../../probing/scan/scan.js';
import { inTurns } from '../../probing/in-turns.js';
import { Blocks } from './blocks.js';
import { scanKind } from './order-scan.js';
import { portsIn } from './ports.js';
import { Silence } from './silence.js';
import { whileProceeding } from './while-proceeding.js';

export const blockSize = 1_024;
const examinedAtOnce = 32;
const examinationTimeoutMs = 3_000;

/** Looks at networks, block by block. What a block found is written with how far the scan came, so a block is either done or begun again. */
@Injectable()
export class ScanJob implements JobKind, OnModuleInit {
  readonly kind = scanKind;

  constructor(
    private readonly runner: JobRunner,
    private readonly dialler: Dialler,
    private readonly blocks: Blocks,
    private readonly silence: Silence,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(job: Job, proceed: Proceed): Promise<object> {
    const { scanId } = job.params as { scanId: string };
    const task = await this.blocks.begin(scanId);
    if (!task) throw new Error(`there is no scan ${scanId}`);
    const space = new AddressSpace(task.cidrs);
    const ports = portsIn(task.ports);
    const pace = new Pace(task.rate === null ? {} : { perSecond: task.rate });
    for (let block = task.next_block; block * blockSize < space.size; block++) {
      await proceed();
      const addresses = space.slice(block * blockSize, blockSize);
      const { hosts, recall } = await whileProceeding(proceed, async (signal) => {
        const scanned = await scanBlock(this.dialler, addresses, ports, { pace, signal });
        return { ...scanned, hosts: await this.lookedAt(scanned.hosts, signal) };
      });
      await this.blocks.write(task, block, block * blockSize + addresses.length, hosts, recall);
    }
    await this.silence.close(task);
    return { scanId };
  }

  /** Who refuses at every port is somebody, but shows nothing by which one could be known. */
  private lookedAt(hosts: ScannedHost[], signal: AbortSignal): Promise<ExaminedHost[]> {
    const answering = hosts.filter(({ open }) => open.length > 0);
    return inTurns(answering, examinedAtOnce, (host) => {
      signal.throwIfAborted();
      return examined(this.dialler, host, { timeoutMs: examinationTimeoutMs });
    });
  }
}
