import type { EntityManager } from 'typeorm';
import { Server } from '../server.entity.js';

export interface Column {
  property: keyof Server;
  name: string;
  type: string;
}

/** The columns of `servers` as the entity declares them, for statements that take many rows as one parameter. */
export function columnsOf(tx: EntityManager): Column[] {
  return tx.dataSource.getMetadata(Server).columns.map(({ propertyName, databaseName, type, isArray }) => ({
    property: propertyName as keyof Server,
    name: databaseName,
    type: `${String(type)}${isArray ? '[]' : ''}`,
  }));
}

export function rowOf(server: Server, columns: Column[]): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ property, name }) => [name, server[property]]));
}
