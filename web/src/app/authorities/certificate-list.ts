import { Component, inject, input, output } from '@angular/core';
import { PagedList } from '../api/paged-list';
import { Session } from '../api/session';
import { Certificate } from '../api/wire';
import { Clock } from '../ui/clock';
import { CopyButton } from '../ui/copy-button';
import { totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { clockOf } from '../ui/time';

/** What it signed, newest first. */
@Component({
  selector: 'fleet-certificate-list',
  imports: [CopyButton, ProblemPanel],
  template: `
    <section class="panel" aria-labelledby="certificates">
      <header>
        <h2 id="certificates">Certificates</h2>
        @if (certificates().total(); as total) {
          <span>{{ totalOf(total) }} signed</span>
        }
      </header>
      @if (certificates().items(); as items) {
        @if (items.length === 0) {
          <p class="third">It signed none yet.</p>
        } @else {
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col" class="number">Serial</th>
                <th scope="col">For</th>
                <th scope="col">Key id</th>
                <th scope="col">State</th>
                <th scope="col" class="number">Until (UTC)</th>
                <th scope="col"><span class="spoken">Actions</span></th>
              </tr>
            </thead>
            <tbody>
              @for (certificate of items; track certificate.id) {
                <tr>
                  <td class="number">{{ certificate.serial }}</td>
                  <td class="for ellipsis mono" [title]="certificate.principals.join(', ')">
                    {{ certificate.principals.join(', ') }}
                  </td>
                  <td class="id second ellipsis" [title]="certificate.keyId">{{ certificate.keyId }}</td>
                  <td [class.third]="certificate.state === 'expired'" [title]="certificate.revokedReason ?? ''">
                    {{ certificate.state }}
                  </td>
                  <td class="number second">
                    <time [attr.datetime]="certificate.validBefore">{{
                      clockOf(certificate.validBefore, clock.now())
                    }}</time>
                  </td>
                  <td class="number deeds">
                    <fleet-copy [what]="'certificate ' + certificate.serial" [text]="certificate.certificate" />
                    @if (session.canWrite() && certificate.state === 'valid') {
                      <button
                        type="button"
                        class="link"
                        [attr.aria-label]="'Revoke certificate ' + certificate.serial"
                        (click)="revoke.emit(certificate)"
                      >
                        Revoke …
                      </button>
                    }
                  </td>
                </tr>
              }
            </tbody>
          </table>
          @if (certificates().hasMore()) {
            <button type="button" class="link" (click)="certificates().more()">Older certificates</button>
          }
        }
      } @else if (certificates().problem(); as problem) {
        <fleet-problem
          what="The certificates could not be fetched"
          [problem]="problem"
          (retry)="certificates().refresh()"
        />
      } @else {
        <p role="status" aria-busy="true" aria-label="Loading"><i class="skeleton" style="width: 80%"></i></p>
      }
    </section>
  `,
  styles: `
    .for {
      max-width: 180px;
    }

    .id {
      max-width: 200px;
    }

    .deeds .link {
      margin-left: 14px;
      font-size: 12px;
    }
  `,
})
export class CertificateList {
  readonly certificates = input.required<PagedList<Certificate>>();
  readonly revoke = output<Certificate>();

  protected readonly session = inject(Session);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly totalOf = totalOf;
}
