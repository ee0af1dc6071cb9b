import { Subject, filter, map, type Observable } from 'rxjs';

/** Hints from any process to all, this one too. May be lost; whoever needs certainty reads the feed. */
export abstract class Broadcast {
  protected readonly heard = new Subject<{ topic: string; message: unknown }>();

  on<Message>(topic: string): Observable<Message> {
    return this.heard.pipe(
      filter((event) => event.topic === topic),
      map((event) => event.message as Message),
    );
  }

  abstract send(topic: string, message: unknown): Promise<void>;
  abstract close(): Promise<void>;
}

/** For one process. */
export class LocalBroadcast extends Broadcast {
  send(topic: string, message: unknown): Promise<void> {
    this.heard.next({ topic, message });
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
