import { Component, computed, inject } from '@angular/core';
import { ContactStore } from '../api/contact-store';
import { minuteOf, spanOf } from '../ui/time';

/** `live · 0.3 s ago`, `polling · every 15 s` or `offline · since 15:40`. Only a change of form is read out. */
@Component({
  selector: 'fleet-connection',
  template: `
    <i aria-hidden="true" [class]="form()"></i>
    <strong>{{ form() }}</strong>
    @if (detail(); as text) {
      <span class="third">· {{ text }}</span>
    }
    <span class="spoken" role="status">Connection {{ form() }}</span>
  `,
  host: { '[attr.title]': 'title()', role: 'group', 'aria-label': 'Connection' },
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      white-space: nowrap;
    }

    strong {
      font-weight: 500;
      color: var(--second);
    }

    i {
      width: 8px;
      height: 8px;
      margin-right: 3px;
      border-radius: 50%;
      border: 1.5px solid var(--third);
    }

    .live {
      border: 0;
      background: var(--healthy);
      box-shadow: 0 0 0 3px color-mix(in srgb, var(--healthy) 22%, transparent);
    }

    .polling {
      border-color: var(--degraded);
    }

    .offline {
      border: 0;
      border-radius: 2px;
      background: var(--unhealthy);
    }
  `,
})
export class ConnectionBadge {
  private readonly connection = inject(ContactStore).connection;

  protected readonly form = computed(() => this.connection().form);

  protected readonly detail = computed(() => {
    const connection = this.connection();
    switch (connection.form) {
      case 'live':
        return `${spanOf(connection.heardAgoMs)} ago`;
      case 'polling':
        return `every ${connection.everySeconds} s`;
      case 'offline':
        return `since ${minuteOf(connection.since)}`;
      case 'connecting':
        return null;
    }
  });

  protected readonly title = computed(() => {
    switch (this.form()) {
      case 'live':
        return 'Changes arrive as they happen; the server was last heard then.';
      case 'polling':
        return 'The live connection is down. Everything is fetched again every 15 s.';
      case 'offline':
        return 'The server does not answer. What you see is from before.';
      case 'connecting':
        return 'Not connected yet.';
    }
  });
}
