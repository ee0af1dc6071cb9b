import { valuesIn, type Sections } from './answer.js';
import { disksOf, gigabytesOf, linuxDisks } from './disks.js';
import type { SystemAnswer } from './telemetry.js';
import { cleaned, countIn, firmwareWord, megabytes, wholeOf } from './words.js';

/** What a Linux said: `/proc`, `/sys`, os-release(5), and the limits of its control group where there are some. */
export function linuxTelemetry(sections: Sections): SystemAnswer {
  const release = valuesIn(sections.get('os'));
  const memory = valuesIn(sections.get('memory'), /:/);
  const group = groupIn(sections.get('cgroup'));
  const totalKb = countIn(memory.get('MemTotal'));
  const disks = linuxDisks(sections.get('disks'), sections.get('inodes'));
  const dmi = valuesIn(sections.get('dmi'));
  return {
    load: loadIn(sections.get('load')),
    memory: memoryOf(totalKb, availableKb(memory), group),
    swap: swapIn(memory),
    disks: disksOf(disks),
    uptimeSeconds: wholeOf(countIn(sections.get('uptime')?.[0])),
    os: {
      family: 'linux',
      name: released(release.get('NAME')),
      version: released(release.get('VERSION_ID')),
    },
    families: [release.get('ID'), ...(unquoted(release.get('ID_LIKE')) ?? '').split(' ')]
      .map((each) => released(each)?.toLowerCase())
      .filter((each) => each !== undefined)
      .slice(0, 8),
    hardware: {
      cpuCores: coresOf(countIn(valuesIn(sections.get('cpu')).get('online')), group.cores),
      memoryMb: totalKb === null ? null : wholeOf(Math.min(totalKb, group.limitKb) / 1_024, 1),
      diskGb: blocksGb(sections.get('blocks')) ?? gigabytesOf(disks),
      vendor: firmwareWord(dmi.get('vendor')),
      model: firmwareWord(dmi.get('model')),
      serial: firmwareWord(dmi.get('serial')),
    },
    cpuModel: cleaned(valuesIn(sections.get('cpu'), /:/).get('model name')),
  };
}

function loadIn(lines: readonly string[] = []): SystemAnswer['load'] {
  const [m1, m5, m15] = (lines[0] ?? '').trim().split(/\s+/).map(countIn);
  return typeof m1 === 'number' && typeof m5 === 'number' && typeof m15 === 'number' ? { m1, m5, m15 } : null;
}

interface Group {
  limitKb: number;
  usedKb: number | null;
  cores: number;
}

/** Limits of a container; without any, infinite ones. */
function groupIn(lines: readonly string[] = []): Group {
  const values = valuesIn(lines);
  const counts = valuesIn(lines, / /);
  const limit = countIn(values.get('memory.max'));
  const current = countIn(values.get('memory.current'));
  // What the kernel can drop at once is not in use.
  const cache = countIn(counts.get('inactive_file') ?? counts.get('total_inactive_file')) ?? 0;
  const [quota, period] = (
    values.get('cpu.max') ?? `${values.get('cpu.quota') ?? ''} ${values.get('cpu.period') ?? ''}`
  )
    .split(' ')
    .map(countIn);
  return {
    limitKb: limit === null || limit === 0 ? Infinity : limit / 1_024,
    usedKb: current === null ? null : Math.max(0, current - cache) / 1_024,
    cores: quota && period ? quota / period : Infinity,
  };
}

function memoryOf(totalKb: number | null, freeKb: number | null, group: Group): SystemAnswer['memory'] {
  if (totalKb === null || totalKb <= 0) return null;
  const isLimited = group.limitKb < totalKb;
  const total = isLimited ? group.limitKb : totalKb;
  const free = isLimited && group.usedKb !== null ? total - group.usedKb : (freeKb ?? 0);
  return { totalMb: megabytes(total), availableMb: megabytes(Math.min(total, Math.max(0, free))) };
}

/** Kernels before 3.14 do not say what is available. */
function availableKb(memory: Map<string, string>): number | null {
  const of = (name: string) => countIn(memory.get(name));
  return of('MemAvailable') ?? (of('MemFree') ?? 0) + (of('Buffers') ?? 0) + (of('Cached') ?? 0);
}

function swapIn(memory: Map<string, string>): SystemAnswer['swap'] {
  const [total, free] = [countIn(memory.get('SwapTotal')), countIn(memory.get('SwapFree'))];
  if (total === null || free === null) return null;
  return { totalMb: megabytes(total), usedMb: megabytes(Math.max(0, total - free)) };
}

/** What a container may use, in whole cores. */
function coresOf(online: number | null, limit: number): number | null {
  return online === null ? null : wholeOf(Math.min(online, Math.ceil(limit)), 1, 100_000);
}

/** Whole disks in sectors of 512 bytes, whatever those of the disk are. */
function blocksGb(lines: readonly string[] = []): number | null {
  const sectors = [...valuesIn(lines).values()].reduce((sum, size) => sum + (countIn(size) ?? 0), 0);
  return sectors > 0 ? wholeOf((sectors * 512) / 1e9, 1) : null;
}

/** A value of os-release(5): a word, or quoted as in a shell. */
function released(value: string | undefined): string | null {
  return cleaned(unquoted(value));
}

function unquoted(value: string | undefined): string | undefined {
  return value?.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(["'\\$`])/g, '$1');
}
