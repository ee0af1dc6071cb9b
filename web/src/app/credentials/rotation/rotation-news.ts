import { Service, inject } from '@angular/core';
import { Observable, auditTime, filter, map } from 'rxjs';
import { Live } from '../../api/live';

/** However fast servers come through, nobody asks more often. */
const restMs = 1_000;
const rotationKind = 'rotation';

/**
 * That something became of rotations: their jobs tell of it. One rotation may be carried out by the same job several times, so what
 * is known of jobs otherwise, that what is over stays over, does not hold here.
 */
@Service()
export class RotationNews {
  private readonly live = inject(Live);

  /** Those whose job is meant. */
  of(isMeant: (jobId: string) => boolean): Observable<void> {
    return this.live.hear({ jobs: true }).pipe(
      filter(
        (news) =>
          news.kind === 'resync' || (news.kind === 'job' && news.job.kind === rotationKind && isMeant(news.job.id)),
      ),
      auditTime(restMs),
      map(() => undefined),
    );
  }
}
