import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable, map } from 'rxjs';

/** A value of a field, and how many servers have it. */
export interface CountedValue {
  value: string;
  count: number;
}

/** What the search language knows, for completion. */
@Service()
export class SearchApi {
  private readonly http = inject(HttpClient);

  /** The commonest values of a field that begin with this. */
  values(field: string, prefix: string, limit: number): Observable<CountedValue[]> {
    return this.http
      .get<{ values: CountedValue[] }>('/api/v1/servers/search/values', { params: { field, prefix, limit } })
      .pipe(map(({ values }) => values));
  }
}
