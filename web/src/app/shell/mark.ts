import { Component } from '@angular/core';

@Component({
  selector: 'fleet-mark',
  template: `
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 1.5 21.1 6.75v10.5L12 22.5l-9.1-5.25V6.75z" /></svg>
    <span>InfraWatch Fleet</span>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 10px;
      font-size: 15px;
      font-weight: 650;
      letter-spacing: -0.01em;
    }

    svg {
      width: 21px;
      height: 21px;
      fill: var(--brand);
    }
  `,
})
export class Mark {}
