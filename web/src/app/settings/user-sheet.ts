import { DialogRef } from '@angular/cdk/dialog';
import { HttpClient } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { FieldTree, FormField, FormRoot, ValidationError, form, validate } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { paths } from '../api/fleet-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Role, User, roles } from '../api/wire';
import { fault } from '../ui/fault';
import { Notices } from '../ui/notices';
import { TextField } from '../ui/text-field';

const leastLength = 8;

interface NewUser {
  email: string;
  name: string;
  role: Role;
  password: string;
}

/** Adds a user. Closes with the one that was added. */
@Component({
  selector: 'fleet-user-sheet',
  imports: [FormField, FormRoot, TextField],
  template: `
    <form [formRoot]="form">
      <header>
        <h2>Add user</h2>
        <button type="button" class="button quiet" (click)="dialog.close()">
          Close <kbd aria-hidden="true">Esc</kbd>
        </button>
      </header>
      <div class="body">
        <fleet-text-field isFirst label="Email" type="email" [field]="form.email" />
        <fleet-text-field label="Name" [field]="form.name" />
        <div class="field">
          <label for="new-role">Role</label>
          <select class="input" id="new-role" [formField]="form.role">
            @for (role of roles; track role) {
              <option [value]="role">{{ role }}</option>
            }
          </select>
          <p class="hint">A viewer sees, an operator changes servers, an admin also users, and purges.</p>
        </div>
        <fleet-text-field
          label="Password"
          type="password"
          hint="At least 8 characters. Give it to the person, who changes it."
          [field]="form.password"
        />
      </div>
      <footer>
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button primary" [disabled]="form().submitting()">Add user</button>
      </footer>
    </form>
  `,
  styleUrl: '../ui/sheet.css',
})
export class UserSheet {
  private readonly http = inject(HttpClient);
  private readonly notices = inject(Notices);
  private readonly draft = signal<NewUser>({ email: '', name: '', role: 'viewer', password: '' });
  protected readonly dialog = inject<DialogRef<User>>(DialogRef);
  protected readonly roles = roles;

  protected readonly form = form(
    this.draft,
    (user) => {
      validate(user.email, ({ value }) => fault(!/^[^\s@]+@[^\s@]+$/.test(value().trim()), 'Something like me@host.'));
      validate(user.password, ({ value }) =>
        fault(value().length < leastLength, `At least ${leastLength} characters.`),
      );
    },
    { submission: { action: (field) => this.save(field) } },
  );

  private async save(field: FieldTree<NewUser>): Promise<ValidationError.WithOptionalFieldTree | undefined> {
    const { email, name, role, password } = this.draft();
    const body = { email: email.trim(), role, password, ...(name.trim() && { name: name.trim() }) };
    try {
      const user = await firstValueFrom(this.http.post<User>(paths.users, body));
      this.notices.say(`Added ${user.email}`);
      this.dialog.close(user);
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      const places: Record<string, FieldTree<string>> = { '/name': field.name, '/password': field.password };
      const fieldTree = places[problem.errors[0]?.pointer ?? ''] ?? field.email;
      return { kind: 'server', message: sentenceOf(problem), fieldTree };
    }
  }
}
