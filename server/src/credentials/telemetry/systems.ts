import type { Sections } from './answer.js';
import { freebsdTelemetry } from './freebsd.js';
import { linuxTelemetry } from './linux.js';
import { macosTelemetry } from './macos.js';
import type { Telemetry } from './telemetry.js';

/** What is read differently on each system. */
export type SystemAnswer = Omit<Telemetry, 'os' | 'clockSkewMs'> & {
  os: Omit<Telemetry['os'], 'kernel' | 'arch'>;
};

/** By what `uname -s` says. */
export const systems: ReadonlyMap<string, (sections: Sections) => SystemAnswer> = new Map([
  ['Linux', linuxTelemetry],
  ['FreeBSD', freebsdTelemetry],
  ['Darwin', macosTelemetry],
]);
