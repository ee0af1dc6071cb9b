import { Component, DestroyRef, computed, effect, inject, input, signal, viewChild, ElementRef } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Problem, problemOf } from '../api/problem';
import { Session } from '../api/session';
import { Clock } from '../ui/clock';
import { Mark } from './mark';

@Component({
  selector: 'fleet-sign-in-page',
  imports: [Mark],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.css',
})
export class SignInPage {
  /** Where the person wanted to go. Only a path of this console is followed. */
  readonly return = input<string>();

  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly emailBox = viewChild.required<ElementRef<HTMLInputElement>>('emailBox');
  private readonly passwordBox = viewChild.required<ElementRef<HTMLInputElement>>('passwordBox');
  private readonly refusedAt = signal(0);

  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  /** Seconds until another try is of use. */
  protected readonly waitSeconds = computed(() => {
    const wait = this.problem()?.retryAfterSeconds;
    if (!wait) return 0;
    const passed = Math.max(0, this.clock.now() - this.refusedAt()) / 1000;
    return Math.max(0, Math.ceil(wait - passed));
  });

  protected readonly message = computed(() => {
    const problem = this.problem();
    if (!problem) return null;
    if (problem.status === 429) {
      return this.waitSeconds() > 0
        ? `Too many attempts. Try again in ${this.waitSeconds()} s.`
        : 'You can try again now.';
    }
    if (problem.status === 401) return 'Email or password is wrong.';
    return problem.detail ?? problem.title;
  });

  constructor() {
    // A server that was away may know this browser after all.
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed(inject(DestroyRef)))
      .subscribe(() => void this.session.restore());
    effect(() => {
      if (this.session.user()) void this.router.navigateByUrl(local(this.return()));
    });
  }

  protected async signIn(event: Event): Promise<void> {
    event.preventDefault();
    this.busy.set(true);
    try {
      await this.session.signIn(this.emailBox().nativeElement.value.trim(), this.passwordBox().nativeElement.value);
    } catch (error) {
      this.problem.set(problemOf(error));
      this.refusedAt.set(Date.now());
      this.passwordBox().nativeElement.select();
    } finally {
      this.busy.set(false);
    }
  }
}

function local(url: string | undefined): string {
  return url?.startsWith('/') && !url.startsWith('//') && !url.startsWith('/sign-in') ? url : '/';
}
