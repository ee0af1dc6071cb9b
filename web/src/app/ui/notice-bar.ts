import { Component, effect, inject, signal } from '@angular/core';
import { Notices } from './notices';

const stepMs = 100;

/** Where notices stand. Time stops while the pointer or the focus is on it, and while nobody sees the page. */
@Component({
  selector: 'fleet-notice-bar',
  template: `
    <div role="status" aria-live="polite">
      @if (notices.current(); as notice) {
        <div
          class="notice"
          [class.bad]="notice.tone === 'bad'"
          (pointerenter)="held.set(true)"
          (pointerleave)="held.set(false)"
          (focusin)="held.set(true)"
          (focusout)="held.set(false)"
        >
          <span>{{ notice.text }}</span>
          @if (notice.undo) {
            <button type="button" class="link" (click)="notices.undo()">Undo</button>
            <kbd aria-hidden="true">z</kbd>
            <i aria-hidden="true" [style.scale]="left() / notice.seconds + ' 1'"></i>
          }
        </div>
      }
    </div>
  `,
  styles: `
    :host {
      position: fixed;
      bottom: var(--notice-bottom, 20px);
      left: 50%;
      z-index: 900;
      translate: -50% 0;
    }

    .notice {
      position: relative;
      display: flex;
      align-items: center;
      gap: 14px;
      min-height: 42px;
      padding: 8px 16px;
      border: 1px solid var(--line-strong);
      border-radius: 10px;
      background: var(--raised);
      box-shadow: var(--shadow);
      overflow: hidden;
      font-weight: 500;
    }

    .bad {
      border-color: var(--unhealthy);
    }

    i {
      position: absolute;
      inset: auto 0 0;
      height: 2px;
      background: var(--brand);
      transform-origin: left;
      transition: scale 100ms linear;
    }
  `,
})
export class NoticeBar {
  protected readonly notices = inject(Notices);
  protected readonly held = signal(false);
  protected readonly left = signal(0);

  constructor() {
    effect((onCleanup) => {
      const notice = this.notices.current();
      if (!notice) return;
      this.held.set(false);
      this.left.set(notice.seconds);
      const timer = setInterval(() => {
        if (this.held() || document.visibilityState === 'hidden') return;
        this.left.update((left) => left - stepMs / 1000);
        if (this.left() <= 0) this.notices.dismiss(notice.id);
      }, stepMs);
      onCleanup(() => clearInterval(timer));
    });
  }
}
