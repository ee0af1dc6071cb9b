export interface Disk {
  mount: string;
  sizeMb: number;
  usedMb: number;
  /** Of what may be written there: as `df` says it, what is reserved counts neither as used nor as free. */
  usedPercent: number;
  /** Null where the file system has no fixed number of them. */
  inodesUsedPercent: number | null;
}

/** What a server said of its system; null is what it did not say. */
export interface SystemFacts {
  family: string | null;
  name: string | null;
  version: string | null;
  kernel: string | null;
  arch: string | null;
}

export interface HardwareFacts {
  cpuCores: number | null;
  memoryMb: number | null;
  diskGb: number | null;
  vendor: string | null;
  model: string | null;
  serial: string | null;
}

/** What one look from within showed of a server. */
export interface Telemetry {
  load: { m1: number; m5: number; m15: number } | null;
  /** Within a container, what it may have. */
  memory: { totalMb: number; availableMb: number } | null;
  swap: { totalMb: number; usedMb: number } | null;
  disks: Disk[];
  uptimeSeconds: number | null;
  os: SystemFacts;
  /** What else the family may be called, in small letters: `debian` of a Linux. */
  families: string[];
  hardware: HardwareFacts;
  cpuModel: string | null;
  /** How far its clock is ahead of ours, at least; 0 while nobody can tell. Null: it did not say its time. */
  clockSkewMs: number | null;
}

/** What is said differently on each system. */
export type SystemAnswer = Omit<Telemetry, 'os' | 'clockSkewMs'> & { os: Omit<SystemFacts, 'kernel' | 'arch'> };
