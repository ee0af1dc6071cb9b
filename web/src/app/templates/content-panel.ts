import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { GivenCheck, Template } from '../api/wire';
import { wanting } from '../search/terms';
import { defaultAt, defaultFields } from './default-fields';

/** What a template says: defaults, tags, checks. */
@Component({
  selector: 'fleet-template-content',
  imports: [RouterLink],
  template: `
    <section class="panel" aria-labelledby="content-head">
      <header>
        <h2 id="content-head">What it says</h2>
        <span>version {{ template().version }}</span>
      </header>
      <dl>
        @for (fact of facts(); track fact.name) {
          <div>
            <dt class="second">{{ fact.name }}</dt>
            <dd [class.mono]="fact.isCode">{{ fact.value }}</dd>
          </div>
        }
        <div>
          <dt class="second">Tags</dt>
          <dd class="tags">
            @for (tag of template().tags; track $index) {
              <a class="chip" routerLink="/servers" [queryParams]="{ q: queryOf(tag) }">{{ tag }}</a>
            } @empty {
              <span class="third">left to the server</span>
            }
          </dd>
        </div>
        <div>
          <dt class="second">Checks</dt>
          <dd>
            @if (template().checks; as checks) {
              @for (check of checks; track $index) {
                <div class="mono">{{ wordsOf(check) }}</div>
              } @empty {
                none
              }
            } @else {
              <span class="third">left to the server</span>
            }
          </dd>
        </div>
      </dl>
      @if (template().defaults.notes; as notes) {
        <p class="notes second">{{ notes }}</p>
      }
    </section>
  `,
  styles: `
    dl > div {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: 20px;
      min-height: 30px;
      padding: 4px 0;
      border-top: 1px solid var(--line);
    }

    dt {
      white-space: nowrap;
    }

    dd {
      min-width: 0;
      text-align: right;
      overflow-wrap: anywhere;
    }

    .tags {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: 4px 6px;
    }

    .notes {
      padding-top: 8px;
      border-top: 1px solid var(--line);
      white-space: pre-wrap;
    }
  `,
})
export class ContentPanel {
  readonly template = input.required<Template>();

  protected readonly facts = computed(() => {
    const { defaults } = this.template();
    const fields = defaultFields
      .map(({ path, label, most }) => ({ name: label, value: defaultAt(defaults, path), isCode: most !== undefined }))
      .filter(({ value }) => value !== '');
    const attributes = Object.entries(defaults.attributes ?? {});
    return [...fields, ...attributes.map(([name, value]) => ({ name, value: textOf(value), isCode: true }))];
  });

  protected queryOf(tag: string): string {
    return wanting('', 'tag', tag, false);
  }

  protected wordsOf({ type, name, port, path }: GivenCheck): string {
    const target = [type, port, path].filter((part) => part).join(' ');
    return name && name !== target ? `${name} · ${target}` : target;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
