import type { Sections } from './answer.js';
import { freebsdTelemetry } from './freebsd.js';
import { linuxTelemetry } from './linux.js';
import { macosTelemetry } from './macos.js';
import type { SystemAnswer } from './telemetry.js';

/** By what `uname -s` says. */
export const systems: ReadonlyMap<string, (sections: Sections) => SystemAnswer> = new Map([
  ['Linux', linuxTelemetry],
  ['FreeBSD', freebsdTelemetry],
  ['Darwin', macosTelemetry],
]);
