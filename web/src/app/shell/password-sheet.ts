import { DialogRef } from '@angular/cdk/dialog';
import { Component, inject, signal } from '@angular/core';
import { FieldTree, FormRoot, ValidationError, form, validate } from '@angular/forms/signals';
import { problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { fault } from '../ui/fault';
import { Notices } from '../ui/notices';
import { TextField } from '../ui/text-field';

const leastLength = 8;

interface Passwords {
  current: string;
  next: string;
  again: string;
}

/** Changes one's own password. Every other session of the person ends with it. */
@Component({
  selector: 'fleet-password-sheet',
  imports: [FormRoot, TextField],
  template: `
    <form [formRoot]="form">
      <header>
        <h2>Change password</h2>
        <button type="button" class="button quiet" (click)="dialog.close()">
          Close <kbd aria-hidden="true">Esc</kbd>
        </button>
      </header>
      <div class="body">
        <fleet-text-field isFirst label="Current password" type="password" [field]="form.current" />
        <fleet-text-field
          label="New password"
          type="password"
          hint="At least 8 characters; a sentence is good."
          [field]="form.next"
        />
        <fleet-text-field label="New password again" type="password" [field]="form.again" />
        <p class="third">Your other sessions end.</p>
      </div>
      <footer>
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button primary" [disabled]="form().submitting()">Change password</button>
      </footer>
    </form>
  `,
  styleUrl: '../ui/sheet.css',
})
export class PasswordSheet {
  private readonly session = inject(Session);
  private readonly notices = inject(Notices);
  private readonly passwords = signal<Passwords>({ current: '', next: '', again: '' });
  protected readonly dialog = inject(DialogRef);

  protected readonly form = form(
    this.passwords,
    (passwords) => {
      validate(passwords.current, ({ value }) => fault(value() === '', 'Your password as it is now.'));
      validate(passwords.next, ({ value }) =>
        fault(value().length < leastLength, `At least ${leastLength} characters.`),
      );
      validate(passwords.again, ({ value, valueOf }) => fault(value() !== valueOf(passwords.next), 'Not the same.'));
    },
    { submission: { action: (field) => this.change(field) } },
  );

  private async change(field: FieldTree<Passwords>): Promise<ValidationError.WithOptionalFieldTree | undefined> {
    const { current, next } = this.passwords();
    try {
      await this.session.changePassword(current, next);
      this.notices.say('Password changed');
      this.dialog.close();
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      const isNext = problem.errors[0]?.pointer === '/next';
      return { kind: 'server', message: sentenceOf(problem), fieldTree: isNext ? field.next : field.current };
    }
  }
}
