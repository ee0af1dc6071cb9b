import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

/** `lifecycleSince` in the class is `lifecycle_since` in the table. */
export class SnakeNamingStrategy extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
