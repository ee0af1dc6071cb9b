import { Component, computed, inject, input } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { problemOf } from '../api/problem';
import { TemplatesApi } from '../api/templates-api';

/** Which template a server was made from or brought in line with, and whether there is a newer version of that. */
@Component({
  selector: 'fleet-template-fact',
  imports: [RouterLink],
  template: `
    @if (name(); as name) {
      <a [routerLink]="['/templates', id()]">{{ name }}</a>
    } @else if (isGone()) {
      <span>deleted since</span>
    }
    <span class="third">{{ age() }}</span>
  `,
  styles: `
    .third {
      margin-left: 6px;
    }
  `,
})
export class TemplateFact {
  readonly id = input.required<string>();
  readonly version = input.required<number | null>();

  private readonly api = inject(TemplatesApi);
  private readonly fetched = rxResource({
    params: () => this.id(),
    stream: ({ params: id }) => this.api.template(id),
  });

  private readonly template = computed(() => (this.fetched.hasValue() ? this.fetched.value() : null));
  protected readonly name = computed(() => this.template()?.name);
  protected readonly isGone = computed(
    () => this.fetched.error() !== undefined && problemOf(this.fetched.error()).status === 404,
  );
  protected readonly age = computed(() => {
    const [version, newest] = [this.version(), this.template()?.version];
    if (version === null) return '';
    return newest !== undefined && newest > version ? `version ${version} of ${newest}` : `version ${version}`;
  });
}
