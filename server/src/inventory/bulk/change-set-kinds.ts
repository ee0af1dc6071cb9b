import { Injectable } from '@nestjs/common';
import type { ChangeSetItem } from './change-sets.dto.js';

/** Change sets that do something else to servers than to change what is declared of them. */
export interface ChangeSetKind {
  kinds: readonly string[];
  /** The bulk action that takes one back; its parameter is `changeSetId`. */
  revertedBy: string;
  /** What it did to each server, in order of id. */
  items(changeSetId: string, some: { after?: string; limit?: number }): Promise<ChangeSetItem[]>;
}

/** Rooms above register theirs while the app is put together. */
@Injectable()
export class ChangeSetKinds {
  private readonly known = new Map<string, ChangeSetKind>();

  register(own: ChangeSetKind): void {
    for (const kind of own.kinds) this.known.set(kind, own);
  }

  of(kind: string): ChangeSetKind | undefined {
    return this.known.get(kind);
  }
}
