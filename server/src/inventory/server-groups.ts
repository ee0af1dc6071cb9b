import { Injectable } from '@nestjs/common';

/** The names of the groups that servers are in, by the server's id. Who is in none may be missing. */
export type GroupNames = ReadonlyMap<string, readonly string[]>;

/** What the columns of `ServerGroups` say of a server. */
export interface GroupedRow {
  id: string;
  /** The ids of the groups that it was put into, joined by commas. */
  put_into: string | null;
  /** By which the room above knows whether it still knows how groups are defined. */
  group_generation: string;
}

/** How the room above answers. */
export interface GroupsSource {
  columns(id: string, at?: string): string;
  namesOf(rows: GroupedRow[], at?: Date): Promise<GroupNames>;
}

/** Which groups servers are in. The room above hands it in: this one knows servers, not how groups are defined. */
@Injectable()
export class ServerGroups {
  source: GroupsSource | undefined;

  /**
   * What a statement must select of a server for `namesOf`, by an expression of its id; of a moment of the past, by a placeholder of it.
   * So a page and its groups are one question.
   */
  columns(id: string, at?: string): string {
    return this.source?.columns(id, at) ?? `NULL AS put_into, '' AS group_generation`;
  }

  async namesOf(rows: GroupedRow[], at?: Date): Promise<GroupNames> {
    return (rows.length > 0 && (await this.source?.namesOf(rows, at))) || new Map();
  }
}
