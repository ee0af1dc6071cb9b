import { DialogRef } from '@angular/cdk/dialog';
import { Component, inject } from '@angular/core';
import { Shortcut, shortcuts } from '../ui/chords';

/** Every key that does something. */
@Component({
  selector: 'fleet-shortcut-sheet',
  template: `
    <header>
      <h2>Keyboard</h2>
      <button type="button" class="button quiet" (click)="dialog.close()">
        Close <kbd aria-hidden="true">Esc</kbd>
      </button>
    </header>
    <div class="groups">
      @for (group of groups; track group.where) {
        <section [attr.aria-label]="group.where">
          <h3 class="third">{{ group.where }}</h3>
          <dl>
            @for (shortcut of group.shortcuts; track shortcut.keys) {
              <div>
                <dt>
                  @for (key of keysOf(shortcut); track $index) {
                    <kbd>{{ key }}</kbd>
                  }
                </dt>
                <dd class="second">{{ shortcut.says }}</dd>
              </div>
            }
          </dl>
        </section>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
      width: min(620px, 90vw);
      padding: 14px 20px 20px;
    }

    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
    }

    .groups {
      columns: 2;
      column-gap: 40px;
    }

    section {
      break-inside: avoid;
      padding-top: 8px;
    }

    h3 {
      font-size: 12px;
      font-weight: 500;
    }

    dl > div {
      display: grid;
      grid-template-columns: 84px 1fr;
      align-items: center;
      min-height: 28px;
    }

    dt {
      display: flex;
      gap: 4px;
    }
  `,
})
export class ShortcutSheet {
  protected readonly dialog = inject(DialogRef);
  protected readonly groups = (['Anywhere', 'In a list', 'On a server'] as const).map((where) => ({
    where,
    shortcuts: shortcuts.filter((shortcut) => shortcut.where === where),
  }));

  protected keysOf({ keys }: Shortcut): string[] {
    return keys
      .replace('Control', 'Ctrl')
      .replace('Escape', 'Esc')
      .split(/[ +]/)
      .map((key) => (key === 'k' && keys.includes('+') ? 'K' : key));
  }
}
