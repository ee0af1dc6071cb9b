import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable, map } from 'rxjs';
import { Answered, Question } from './wire';

/** Looks once, now, from where the fleet runs. Whatever the peer does is an answer; a refusal is the fleet's own. */
@Service()
export class ValidationApi {
  private readonly http = inject(HttpClient);

  ask({ validator, asked }: Question): Observable<Answered> {
    return this.http
      .post<Answered['verdict']>(`/api/v1/validate/${validator}`, asked)
      .pipe(map((verdict) => ({ validator, verdict }) as Answered));
  }
}
