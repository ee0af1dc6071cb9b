import { Injectable, type OnModuleInit } from '@nestjs/common';
import { nearest } from '../config/nearest.js';
import { Sql } from '../database/sql.js';
import type { Asking, Place, SearchField } from '../inventory/search/field.js';
import { unordered, uuid } from '../inventory/search/kinds.js';
import { likePattern } from '../inventory/search/like.js';
import { badValue } from '../inventory/search/refusal.js';
import { Search } from '../inventory/search/search.service.js';
import type { Exact, Operand } from '../inventory/search/tree.js';

interface Named {
  id: string;
  name: string;
}

/** `credential:fleet`: the servers that are logged in to with a credential, by its name, a pattern of names, or its id. */
@Injectable()
export class CredentialField implements SearchField, OnModuleInit {
  readonly kind = 'text';
  readonly describe = 'The credential that is used to log in: its name or its id';
  readonly offers = {
    value: '(SELECT c.name FROM credentials c WHERE c.id = s.ssh_credential_id AND c.deleted_at IS NULL)',
  };

  constructor(
    private readonly search: Search,
    private readonly sql: Sql,
  ) {}

  onModuleInit(): void {
    this.search.register('credential', this);
  }

  async condition(operand: Operand, place: Place, asking: Asking): Promise<string> {
    const among = (ids: string[]) => (ids.length > 0 ? `s.ssh_credential_id = ANY (${place(ids)}::uuid[])` : 'FALSE');
    switch (operand.kind) {
      case 'presence':
        return 's.ssh_credential_id IS NOT NULL';
      case 'exact':
        if (uuid.test(operand.text)) return among([operand.text]);
        return among(this.oneOf(await this.credentials(asking), operand, asking));
      case 'pattern':
        return among((await this.credentials(asking, operand.text)).map(({ id }) => id));
      default:
        throw unordered(operand, asking);
    }
  }

  /** A name that nobody has is a mistake; one that nobody had then is not. */
  private oneOf(credentials: Named[], operand: Exact, { at }: Asking): string[] {
    const folded = operand.text.toLowerCase();
    const found = credentials.filter(({ name }) => name.toLowerCase() === folded);
    if (found.length > 0 || at) return found.map(({ id }) => id);
    const near = nearest(
      folded,
      credentials.map(({ name }) => name),
    );
    const hint = near ? `; did you mean \`${near}\`?` : '';
    throw badValue(`There is no credential \`${operand.text}\`${hint}`, operand);
  }

  /** Of the past also those that are deleted by now, by the last name that they had. */
  private credentials({ at }: Asking, pattern = '*'): Promise<Named[]> {
    return this.sql.rows<Named>(
      `SELECT id, name FROM credentials WHERE ($1 OR deleted_at IS NULL) AND lower(name) LIKE lower($2)`,
      [at !== undefined, likePattern(pattern)],
      'credentials-named',
    );
  }
}
