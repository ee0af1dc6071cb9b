import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Fault } from '../../../http/domain-error.js';
import { pointerTo, put } from '../fields.js';
import type { Position } from '../file-fault.js';
import type { Place, Row } from '../row.js';

/** Where something stands in a file, and what the file calls it. */
export interface Origin extends Position {
  name: string;
}

/** A server that is put together from places all over a file. */
export class GatheredRow implements Row {
  readonly fields: Record<string, unknown> = {};
  readonly faults: Fault[] = [];
  private readonly origins = new Map<string, Origin>();

  constructor(private readonly origin: Origin) {}

  get line(): number {
    return this.origin.line;
  }

  put(path: readonly string[], value: unknown, origin: Origin): void {
    put(this.fields, path, value);
    this.origins.set(pointerTo(path), origin);
  }

  /** Where the field was said, or what it is within. */
  place(pointer: string): Place {
    let origin: Origin | undefined;
    for (let at = pointer; at !== '' && !origin; at = at.slice(0, at.lastIndexOf('/'))) origin = this.origins.get(at);
    const { name, line, column } = origin ?? this.origin;
    return { column: name, columnNumber: column, line, pointer };
  }
}

/**
 * How a machine is called that people know by an alias: by the name that is dialled, else by the alias. An address is no name;
 * a machine that has no other is called after it, as clouds do.
 */
export function reached(alias: string, dialled = alias): { hostname: string; ipAddress?: string } {
  if (isIP(dialled) === 0) return { hostname: dialled };
  const hostname =
    isIP(alias) === 0 ? alias : `ip-${ipaddr.parse(dialled).toNormalizedString().replaceAll(/[.:]/g, '-')}`;
  return { hostname, ipAddress: dialled };
}
