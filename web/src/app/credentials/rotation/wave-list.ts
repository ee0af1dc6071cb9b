import { Component, computed, input } from '@angular/core';
import { Rotation } from '../../api/wire';
import { counted } from '../../ui/number';
import { RotationBar } from './rotation-bar';
import { nameOfWave } from './tally';

/** The waves of a rotation, one beside the other: who is where in each. */
@Component({
  selector: 'fleet-waves',
  imports: [RotationBar],
  template: `
    <ol>
      @for (wave of waves(); track wave.wave) {
        <li>
          <p>
            <strong>{{ nameOfWave(wave.wave) }}</strong>&ngsp;<span class="third">{{
              counted(wave.total, 'server')
            }}</span>
          </p>
          <fleet-rotation-bar hasWords [waves]="[wave]" [direction]="rotation().direction" />
        </li>
      } @empty {
        <li class="third">No server is in it.</li>
      }
    </ol>
  `,
  styles: `
    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
      gap: 14px;
      margin: 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: grid;
      gap: 6px;
      align-content: start;
    }

    p {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 8px;
    }
  `,
})
export class WaveList {
  readonly rotation = input.required<Rotation>();

  protected readonly waves = computed(() => this.rotation().waves);
  protected readonly counted = counted;
  protected readonly nameOfWave = nameOfWave;
}
