import { Service, inject, linkedSignal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { DiscoveryApi } from '../api/discovery-api';
import { Live } from '../api/live';
import { PagedList } from '../api/paged-list';
import { Scan } from '../api/wire';
import { heard } from './recall';

/** The scans, newest first, as far as they were asked for; between two answers, news changes them. */
@Service({ autoProvided: false })
export class ScansStore {
  private readonly api = inject(DiscoveryApi);

  readonly list = new PagedList<Scan>((page) => this.api.scans(page));
  readonly scans = linkedSignal(() => this.list.items());

  constructor() {
    this.list.refresh();
    inject(Live)
      .hear({ scans: true })
      .pipe(takeUntilDestroyed())
      .subscribe((news) => {
        if (news.kind === 'scan') this.took(news.scan);
        else if (news.kind === 'resync') this.list.refresh();
      });
  }

  /** One that is not known yet has just been ordered. */
  took(scan: Scan): void {
    const scans = this.scans();
    const after = scans && heard(scans, scan);
    if (after) this.scans.set(after);
    else this.list.refresh();
  }
}
