import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';

@Component({
  selector: 'fleet-not-found-page',
  imports: [RouterLink],
  template: `
    <h1>There is no such page</h1>
    <p class="second">The address may be mistyped, or from another version of the console.</p>
    <p><a class="button" routerLink="/">Go to the overview</a></p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 10px;
      padding: 20px;
    }
  `,
})
export class NotFoundPage {}
