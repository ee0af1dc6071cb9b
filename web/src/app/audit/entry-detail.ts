import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { AuditEntry } from '../api/wire';
import { changesBetween } from '../ui/difference';

/** Everything that an entry says: each field before and after, and where the entry stands. */
@Component({
  selector: 'fleet-entry-detail',
  imports: [RouterLink],
  template: `
    @if (changes().length > 0) {
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          @for (change of changes(); track change.field) {
            <tr>
              <th scope="row" class="mono">{{ change.field }}</th>
              <td class="before">
                @for (line of change.before; track $index) {
                  <del>{{ line }}</del>
                } @empty {
                  <span class="third">nothing</span>
                }
              </td>
              <td class="after">
                @for (line of change.after; track $index) {
                  <ins>{{ line }}</ins>
                } @empty {
                  <span class="third">nothing</span>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    }
    <dl class="third">
      @for (fact of facts(); track fact.name) {
        <div>
          <dt>{{ fact.name }}</dt>
          <dd class="mono">{{ fact.value }}</dd>
        </div>
      }
      @if (entry().changeSetId; as id) {
        <div>
          <dt>change set</dt>
          <dd>
            <a class="mono link" [routerLink]="['/changesets', id]">{{ id }}</a>
          </dd>
        </div>
      }
    </dl>
  `,
  styles: `
    :host {
      display: block;
      padding: 4px 0 14px;
    }

    table {
      margin-bottom: 8px;
      border: 1px solid var(--line);
      border-radius: 8px;
      border-collapse: separate;
      border-spacing: 0;
      background: var(--panel);
      table-layout: fixed;
    }

    :is(th, td) {
      padding: 5px 12px !important;
      text-align: left;
      vertical-align: top;
      white-space: normal;
    }

    th[scope='row'] {
      border-top: 1px solid var(--line);
      font-weight: 400;
    }

    th:first-child {
      width: 22%;
    }

    del,
    ins {
      display: block;
      overflow-wrap: anywhere;
      text-decoration: none;
    }

    del::before,
    ins::before {
      display: inline-block;
      width: 14px;
      color: var(--third);
      content: '−';
    }

    ins::before {
      content: '+';
    }

    del {
      color: var(--second);
    }

    dl {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 20px;
      font-size: 12px;
    }

    dl > div {
      display: flex;
      gap: 6px;
      min-width: 0;
    }

    dd {
      overflow-wrap: anywhere;
    }
  `,
})
export class EntryDetail {
  readonly entry = input.required<AuditEntry>();

  protected readonly changes = computed(() =>
    changesBetween(this.entry().before, this.entry().after).map(({ field, from, to, added, removed }) => ({
      field,
      before: from === null ? removed : [from],
      after: to === null ? added : [to],
    })),
  );

  protected readonly facts = computed(() => {
    const { ip, requestId, position, hash } = this.entry();
    return [
      { name: 'from', value: ip },
      { name: 'request', value: requestId },
      { name: 'place in the chain', value: position },
      { name: 'hash', value: hash ?? 'sealed in a moment' },
    ].filter(({ value }) => value !== null);
  });
}
