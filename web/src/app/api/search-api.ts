import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable, map, shareReplay } from 'rxjs';
import { Facets, OfferedValue, OfferedValues, SearchField } from './wire';

/** What the search language knows: how the servers that match are spread, its fields, and their values. */
@Service()
export class SearchApi {
  private readonly http = inject(HttpClient);

  /** Asked once; they change with the server's version only. */
  readonly fields: Observable<SearchField[]> = this.http
    .get<{ fields: SearchField[] }>('/api/v1/servers/search/fields')
    .pipe(
      map(({ fields }) => fields),
      shareReplay({ bufferSize: 1, refCount: true }),
    );

  /** The commonest values of a field that begin with this. */
  values(field: string, prefix: string, limit: number): Observable<OfferedValue[]> {
    return this.offered(field, prefix, limit).pipe(map(({ values }) => values));
  }

  /** The same, and whether the counts are exact. */
  offered(field: string, prefix: string, limit: number): Observable<OfferedValues> {
    return this.http.get<OfferedValues>('/api/v1/servers/search/values', { params: { field, prefix, limit } });
  }

  /** Now, or as it was. */
  facets(q: string, limit: number, asOf: string | null): Observable<Facets> {
    const params = { limit, ...(q && { q }), ...(asOf && { asOf }) };
    return this.http.get<Facets>('/api/v1/servers/facets', { params });
  }
}
