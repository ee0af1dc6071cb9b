import { Component, input, output, signal } from '@angular/core';

/** Where a file is dropped, or chosen by a click or a key. */
@Component({
  selector: 'fleet-file-drop',
  template: `
    <label
      [class.over]="isOver()"
      (dragover)="$event.preventDefault(); isOver.set(true)"
      (dragleave)="isOver.set(false)"
      (drop)="drop($event)"
    >
      <input type="file" class="spoken" [attr.aria-describedby]="'what-files'" (change)="choose($event)" />
      <strong>{{ name() ? 'Choose another file' : 'Choose a file' }}</strong>
      <span class="second">or drop it here</span>
    </label>
    <p id="what-files" class="third">
      CSV, JSON or JSON lines; an Ansible inventory, an OpenSSH configuration, devices exported from NetBox. At most 1
      GiB.
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }

    label {
      display: flex;
      align-items: baseline;
      justify-content: center;
      gap: 8px;
      padding: 20px;
      border: 1px dashed var(--line-strong);
      border-radius: 10px;
      background: var(--panel);
      cursor: pointer;
    }

    label:hover {
      border-color: var(--third);
    }

    label.over,
    label:focus-within {
      border-color: var(--brand);
    }

    label:has(:focus-visible) {
      outline: 2px solid var(--brand);
      outline-offset: 2px;
    }

    strong {
      color: var(--brand);
      font-weight: 600;
    }
  `,
})
export class FileDrop {
  readonly name = input<string>();
  readonly chosen = output<File>();
  protected readonly isOver = signal(false);

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.isOver.set(false);
    const file = event.dataTransfer?.files[0];
    if (file) this.chosen.emit(file);
  }

  protected choose(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) this.chosen.emit(file);
    // The same file again, once it was put right, is a change too.
    input.value = '';
  }
}
