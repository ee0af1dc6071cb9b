import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Subject, type Observable } from 'rxjs';

/**
 * The clock of whatever comes once a second. One timer for all: several drift apart, and a process that is woken finds nothing
 * where it left it, which costs as much as ten looks at a server.
 */
@Injectable()
export class Beat {
  private readonly beats = new Subject<void>();
  readonly seconds: Observable<void> = this.beats;

  @Interval(1_000)
  beat(): void {
    this.beats.next();
  }
}
