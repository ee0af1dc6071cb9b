import { valuesIn, type Sections } from './answer.js';
import { loadOf, uptimeOf } from './bsd.js';
import { bsdDisks, disksOf, firstOfEach, gigabytesOf } from './disks.js';
import type { SystemAnswer } from './telemetry.js';
import { cleaned, countIn, firmwareWord, megabytes, wholeOf } from './words.js';

/** What a macOS said: sw_vers(1), sysctl(8), vm_stat(1), ioreg(8), df(1). */
export function macosTelemetry(sections: Sections): SystemAnswer {
  const version = valuesIn(sections.get('os'), /:/);
  const memory = valuesIn(sections.get('memory'), /:/);
  const cpu = valuesIn(sections.get('cpu'), /:/);
  const registry = valuesIn(sections.get('dmi'));
  const volumes = bsdDisks(sections.get('disks')).filter(({ device }) => device.startsWith('/dev/disk'));
  const bytes = countIn(memory.get('hw.memsize'));
  return {
    load: loadOf(sections.get('load')),
    memory: memoryOf(bytes, memory, sections.get('memory')),
    swap: swapIn(sections.get('swap')?.[0]),
    // The others are parts of the system, and share the room of the same container.
    disks: disksOf(volumes.filter(({ mount }) => !/^\/(System\/Volumes|private)\//.test(mount) || isData(mount))),
    uptimeSeconds: uptimeOf(sections.get('boot'), sections.get('time')),
    os: {
      family: 'macos',
      name: cleaned(version.get('ProductName')),
      version: cleaned(version.get('ProductVersion')),
    },
    families: ['darwin'],
    hardware: {
      cpuCores: wholeOf(countIn(cpu.get('hw.ncpu')), 1, 100_000),
      memoryMb: bytes === null ? null : wholeOf(bytes / 1_048_576, 1),
      diskGb: gigabytesOf(
        firstOfEach(
          volumes.filter(({ mount }) => !mount.startsWith('/Volumes/')),
          ({ device }) => containerOf(device),
        ),
      ),
      vendor: firmwareWord(registered(registry, 'manufacturer')),
      model: firmwareWord(registered(registry, 'model') ?? cpu.get('hw.model')),
      serial: firmwareWord(registered(registry, 'IOPlatformSerialNumber')),
    },
    cpuModel: cleaned(cpu.get('machdep.cpu.brand_string')),
  };
}

function isData(mount: string): boolean {
  return mount === '/System/Volumes/Data';
}

/** `/dev/disk3s1s1` stands in `/dev/disk3`. */
function containerOf(device: string): string {
  return device.replace(/(s\d+)+$/, '');
}

/** What can be had without swapping: free, read ahead, and idle pages. */
function memoryOf(
  bytes: number | null,
  memory: Map<string, string>,
  lines: readonly string[] = [],
): SystemAnswer['memory'] {
  const size = countIn(lines.map((line) => /page size of (\d+) bytes/.exec(line)?.[1]).find((found) => found));
  if (bytes === null || bytes === 0 || size === null) return null;
  const pages = ['Pages free', 'Pages speculative', 'Pages inactive'].reduce(
    (sum, name) => sum + (countIn(memory.get(name)) ?? 0),
    0,
  );
  return { totalMb: megabytes(bytes / 1_024), availableMb: megabytes(Math.min(bytes, pages * size) / 1_024) };
}

/** `total = 2048.00M  used = 1123.75M  free = 924.25M  (encrypted)` */
function swapIn(line = ''): SystemAnswer['swap'] {
  const [total, used] = (/total = (\S+)M\s+used = (\S+)M/.exec(line) ?? []).slice(1).map(countIn);
  return typeof total === 'number' && typeof used === 'number'
    ? { totalMb: megabytes(total * 1_024), usedMb: megabytes(used * 1_024) }
    : null;
}

/** `"model" = <"Mac14,3">`, `"IOPlatformSerialNumber" = "H2WDR0ABCD"` */
function registered(registry: Map<string, string>, name: string): string | undefined {
  return /^<?"(.*)">?$/.exec(registry.get(`"${name}"`) ?? '')?.[1];
}
