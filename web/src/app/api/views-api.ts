import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { ChangeView, PageName, Page, SaveView, SavedView } from './wire';

const views = '/api/v1/views';
const most = 200;

/** Ways to look at a page, under a name: a person's own, and those that others share. */
@Service()
export class ViewsApi {
  private readonly http = inject(HttpClient);

  /** By name. */
  list(page: PageName): Observable<Page<SavedView>> {
    return this.http.get<Page<SavedView>>(views, { params: { page, limit: most } });
  }

  view(id: string): Observable<SavedView> {
    return this.http.get<SavedView>(`${views}/${id}`);
  }

  save(view: SaveView): Observable<SavedView> {
    return this.http.post<SavedView>(views, view);
  }

  /** Refused with 412 when somebody else changed it since. */
  change({ id, version }: SavedView, change: ChangeView): Observable<SavedView> {
    return this.http.patch<SavedView>(`${views}/${id}`, change, { headers: { 'If-Match': `"${version}"` } });
  }

  remove({ id, version }: SavedView): Observable<void> {
    return this.http.delete<void>(`${views}/${id}`, { headers: { 'If-Match': `"${version}"` } });
  }
}
