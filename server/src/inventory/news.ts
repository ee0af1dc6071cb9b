import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/** Servers that a committed transaction of this process touched. Heard before the request is answered. */
@Injectable()
export class ServerNews {
  private readonly subject = new Subject<string[]>();
  readonly changed: Observable<string[]> = this.subject;

  tell(ids: string[]): void {
    this.subject.next(ids);
  }
}
