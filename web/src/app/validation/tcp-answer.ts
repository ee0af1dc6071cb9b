import { Component, input } from '@angular/core';
import { VerdictOf } from '../api/wire';
import { latencyOf } from '../ui/number';
import { VerdictLine } from '../ui/verdict-line';

/** Port by port: open or not, how fast, and what the peer said by itself. */
@Component({
  selector: 'fleet-tcp-answer',
  imports: [VerdictLine],
  template: `
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col" class="number port">Port</th>
          <th scope="col" class="verdict">Verdict</th>
          <th scope="col" class="number time">Connected in</th>
          <th scope="col">Banner</th>
        </tr>
      </thead>
      <tbody>
        @for (port of verdict().results; track port.port) {
          <tr>
            <td class="number mono">{{ port.port }}</td>
            <td>
              <fleet-verdict [tone]="port.ok ? 'healthy' : 'unhealthy'">
                {{ port.ok ? 'open' : port.message }}
              </fleet-verdict>
            </td>
            <td class="number mono">{{ latencyOf(port.connectMs) }}</td>
            <td class="mono second wrap">{{ port.banner ?? '' }}</td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styleUrl: './answer.css',
})
export class TcpAnswer {
  readonly verdict = input.required<VerdictOf<'tcp'>>();
  protected readonly latencyOf = latencyOf;
}
