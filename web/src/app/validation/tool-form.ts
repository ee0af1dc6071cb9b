import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, input, linkedSignal, output } from '@angular/core';
import { Tool, ToolField, Values, faultsOf } from './tools';

/** What a tool wants to know. Enter runs it. */
@Component({
  selector: 'fleet-tool-form',
  imports: [NgTemplateOutlet],
  templateUrl: './tool-form.html',
  styleUrl: './tool-form.css',
})
export class ToolForm {
  readonly tool = input.required<Tool>();
  /** As the address of the page has them. */
  readonly given = input.required<Values>();
  /** What the server said of a field. */
  readonly refused = input<Readonly<Record<string, string>>>({});
  readonly isRunning = input(false);
  readonly submitted = output<Values>();

  protected readonly values = linkedSignal<Values>(() =>
    Object.fromEntries(this.tool().fields.map((field) => [field.key, shown(field, this.given()[field.key] ?? '')])),
  );
  /** Nothing is found fault with before somebody has tried. */
  protected readonly isTried = linkedSignal({ source: this.tool, computation: () => false });

  protected readonly faults = computed(() => {
    const faults = faultsOf(this.tool(), this.values());
    const typed = Object.entries(faults).filter(([key]) => this.isTried() || this.values()[key]);
    return { ...this.refused(), ...Object.fromEntries(typed) };
  });
  protected readonly main = computed(() => this.tool().fields.filter(({ isMore }) => !isMore));
  protected readonly more = computed(() => this.tool().fields.filter(({ isMore }) => isMore));
  /** What is folded away and yet counts is not to be overlooked. */
  protected readonly isMoreMeant = computed(() =>
    this.more().some(({ key, choices }) => this.given()[key] && this.given()[key] !== choices?.[0]),
  );

  protected type(key: string, event: Event): void {
    const text = (event.target as HTMLInputElement).value;
    this.values.update((values) => ({ ...values, [key]: text }));
  }

  protected enter(event: Event): void {
    if ((event as KeyboardEvent).shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  protected submit(): void {
    this.isTried.set(true);
    if (Object.keys(faultsOf(this.tool(), this.values())).length === 0) this.submitted.emit(this.values());
  }

  protected rowsOf({ key, kind }: ToolField): number {
    const lines = (this.values()[key] ?? '').split('\n').length;
    return kind === 'hosts' ? Math.min(8, lines) : Math.max(2, Math.min(6, lines));
  }

  protected hintOf({ key, hint }: ToolField): string | null {
    return this.faults()[key] ?? hint ?? null;
  }
}

/** Hosts stand below each other where they are typed. */
function shown({ kind, choices }: ToolField, text: string): string {
  if (kind === 'hosts') return text.split(',').join('\n');
  return kind === 'choice' && !choices?.includes(text) ? (choices?.[0] ?? '') : text;
}
