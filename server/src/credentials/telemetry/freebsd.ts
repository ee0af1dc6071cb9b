import { valuesIn, type Sections } from './answer.js';
import { loadOf, uptimeOf } from './bsd.js';
import { bsdDisks, disksOf, gigabytesOf } from './disks.js';
import type { SystemAnswer } from './telemetry.js';
import { cleaned, countIn, firmwareWord, megabytes, wholeOf } from './words.js';

const mounted = /^(\/dev\/(?!fd\b)|[\w.:-]+(\/|$))/;
const unreal = /^(devfs|fdescfs|procfs|linprocfs|linsysfs|tmpfs|map|\/dev\/md\d)/;

/** What a FreeBSD said: sysctl(8), swapinfo(8), kenv(1), geom(8), df(1). */
export function freebsdTelemetry(sections: Sections): SystemAnswer {
  const memory = valuesIn(sections.get('memory'), /:/);
  const cpu = valuesIn(sections.get('cpu'), /:/);
  const dmi = valuesIn(sections.get('dmi'));
  const disks = bsdDisks(sections.get('disks')).filter(({ device }) => mounted.test(device) && !unreal.test(device));
  const bytes = countIn(memory.get('hw.physmem'));
  return {
    load: loadOf(sections.get('load')),
    memory: memoryOf(bytes, memory),
    swap: swapIn(sections.get('swap')),
    disks: disksOf(disks),
    uptimeSeconds: uptimeOf(sections.get('boot'), sections.get('time')),
    os: {
      family: 'freebsd',
      name: 'FreeBSD',
      version: /^\d{1,4}\.\d{1,4}/.exec(sections.get('os')?.[0] ?? '')?.[0] ?? null,
    },
    families: ['bsd'],
    hardware: {
      cpuCores: wholeOf(countIn(cpu.get('hw.ncpu')), 1, 100_000),
      memoryMb: bytes === null ? null : wholeOf(bytes / 1_048_576, 1),
      diskGb: mediaGb(sections.get('blocks')) ?? gigabytesOf(disks),
      vendor: firmwareWord(dmi.get('vendor')),
      model: firmwareWord(dmi.get('model')),
      serial: firmwareWord(dmi.get('serial')),
    },
    cpuModel: cleaned(cpu.get('hw.model')),
  };
}

/** What can be had without swapping: free and idle pages, and the cache of ZFS, which gives way. */
function memoryOf(bytes: number | null, memory: Map<string, string>): SystemAnswer['memory'] {
  const of = (name: string) => countIn(memory.get(name)) ?? 0;
  if (bytes === null || bytes === 0) return null;
  const pages = ['v_free_count', 'v_inactive_count', 'v_laundry_count'].reduce(
    (sum, name) => sum + of(`vm.stats.vm.${name}`),
    0,
  );
  const free = pages * of('hw.pagesize') + of('kstat.zfs.misc.arcstats.size');
  return { totalMb: megabytes(bytes / 1_024), availableMb: megabytes(Math.min(bytes, free) / 1_024) };
}

/** A line of a device each; where there are several, a sum that is not one. */
function swapIn(lines: readonly string[] | undefined): SystemAnswer['swap'] {
  if (!lines) return null;
  const devices = lines.flatMap((line) => {
    const [, size, used] = /^\/\S+ +(\d{1,18}) +(\d{1,18}) /.exec(line) ?? [];
    return size === undefined ? [] : [{ size: Number(size), used: Number(used) }];
  });
  return {
    totalMb: megabytes(devices.reduce((sum, { size }) => sum + size, 0)),
    usedMb: megabytes(devices.reduce((sum, { used }) => sum + used, 0)),
  };
}

/** What stands below each `Geom name`, but not what is in a drive for discs. */
function mediaGb(lines: readonly string[] = []): number | null {
  let name = '';
  let bytes = 0;
  for (const line of lines) {
    name = /^Geom name:\s*(\S+)/.exec(line)?.[1] ?? name;
    if (!/^(cd|acd|md)\d/.test(name)) bytes += countIn(/^\s*Mediasize:\s*(\d+)/.exec(line)?.[1]) ?? 0;
  }
  return bytes > 0 ? wholeOf(bytes / 1e9, 1) : null;
}
