import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable, map } from 'rxjs';
import { PageRequest } from './paged-list';
import { Page, TagUse, TagsReplaced } from './wire';

const tags = '/api/v1/tags';

/** The tags of the whole fleet: counted, given other names, made one. */
@Service()
export class TagsApi {
  private readonly http = inject(HttpClient);

  /** Those that begin so, byte by byte in order. */
  list(prefix: string, page: PageRequest): Observable<Page<TagUse>> {
    return this.http.get<Page<TagUse>>(tags, { params: { ...page, ...(prefix && { prefix }) } });
  }

  /** How many living servers carry it. Of all that begin with it, it is the first. */
  usesOf(tag: string): Observable<number> {
    return this.list(tag, { limit: 1 }).pipe(map(({ items: [first] }) => (first?.tag === tag ? first.uses : 0)));
  }

  /** Refused where a server carries the new name already: that would be a merge. */
  rename(from: string, to: string, reason?: string): Observable<TagsReplaced> {
    return this.http.post<TagsReplaced>(`${tags}/rename`, { from, to, ...(reason && { reason }) });
  }

  merge(from: readonly string[], into: string, reason?: string): Observable<TagsReplaced> {
    return this.http.post<TagsReplaced>(`${tags}/merge`, { from, into, ...(reason && { reason }) });
  }
}
