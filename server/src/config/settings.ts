import { readFileSync } from 'node:fs';
import { nearest } from './nearest.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a value, or throws an Error whose message completes "NAME must be …". */
export type Meaning<T> = (text: string) => T;

/** The FLEET_ variables of an environment. Remembers what was asked for and every fault, so that all are told at once. */
export class Settings {
  readonly faults: string[] = [];
  private readonly known = new Set<string>();
  private readonly secrets = new Set<string>();

  constructor(private readonly environment: Environment) {}

  read<T>(name: string, meaning: Meaning<T>): T | undefined {
    this.known.add(name);
    return this.understood(name, this.given(name), meaning);
  }

  /** A secret's value is never repeated in a fault, and NAME_FILE may name the file that holds it. */
  secret<T>(name: string, meaning: Meaning<T>): T | undefined {
    this.known.add(name).add(`${name}_FILE`);
    this.secrets.add(name);
    const direct = this.given(name);
    const path = this.given(`${name}_FILE`);
    if (direct !== undefined && path !== undefined) {
      this.faults.push(`${name} and ${name}_FILE are both given; give one of them.`);
      return undefined;
    }
    return this.understood(name, path === undefined ? direct : this.contentOf(`${name}_FILE`, path), meaning, true);
  }

  /** Where a secret lies that was given as a file. */
  fileOf(name: string): string | undefined {
    return this.given(`${name}_FILE`);
  }

  /** Whether there is a value at all, be it a faulty one. */
  isGiven(name: string): boolean {
    return (this.given(name) ?? this.given(`${name}_FILE`)) !== undefined;
  }

  /** The variables that hold a secret themselves. Ask when every variable has been read. */
  get secretNames(): string[] {
    return [...this.secrets].filter((name) => this.environment[name] !== undefined);
  }

  /** A misspelt variable would otherwise be ignored in silence. Ask when every variable has been read. */
  refuseUnknown(): void {
    for (const name of Object.keys(this.environment).sort()) {
      if (!name.startsWith('FLEET_') || this.known.has(name)) continue;
      const meant = nearest(name, this.known);
      this.faults.push(`${name} is not a variable of this program${meant ? `; is ${meant} meant?` : '.'}`);
    }
  }

  /** An empty value counts as not given: Compose files hand on unset variables like that. */
  private given(name: string): string | undefined {
    return this.environment[name]?.trim() || undefined;
  }

  private contentOf(name: string, path: string): string | undefined {
    try {
      const content = readFileSync(path, 'utf8').trim();
      if (content !== '') return content;
      this.faults.push(`${name} names the empty file ${path}.`);
    } catch (error) {
      this.faults.push(`${name} names ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
    return undefined;
  }

  private understood<T>(name: string, text: string | undefined, meaning: Meaning<T>, isSecret = false): T | undefined {
    if (text === undefined) return undefined;
    try {
      return meaning(text);
    } catch (error) {
      this.faults.push(`${name} must be ${(error as Error).message}${isSecret ? '' : ` (given: ${text})`}.`);
      return undefined;
    }
  }
}
