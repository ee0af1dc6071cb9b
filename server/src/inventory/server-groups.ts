import { Injectable } from '@nestjs/common';

/** The names of the groups that servers are in, by the server's id. Who is in none may be missing. */
export type GroupNames = ReadonlyMap<string, readonly string[]>;

/** Which groups servers are in. The room above hands it in: this one knows servers, not how groups are defined. */
@Injectable()
export class ServerGroups {
  source: ((serverIds: string[], at?: Date) => Promise<GroupNames>) | undefined;

  async namesOf(serverIds: string[], at?: Date): Promise<GroupNames> {
    return (serverIds.length > 0 && (await this.source?.(serverIds, at))) || new Map();
  }
}
