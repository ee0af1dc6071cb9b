import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { PageRequest } from './paged-list';
import { DriftReport, Page, Template, TemplateChange, TemplateVersion } from './wire';

const templates = '/api/v1/templates';

/** What servers should be, by name. To apply one is `BulkApi.carryOut`. */
@Service()
export class TemplatesApi {
  private readonly http = inject(HttpClient);

  list(page: PageRequest): Observable<Page<Template>> {
    return this.http.get<Page<Template>>(templates, { params: { ...page } });
  }

  template(id: string): Observable<Template> {
    return this.http.get<Template>(`${templates}/${id}`);
  }

  create(fields: TemplateChange): Observable<Template> {
    return this.http.post<Template>(templates, fields);
  }

  /** Refused with 412 when somebody else changed it since `version`. Defaults, tags and checks are each replaced. */
  change(id: string, version: number, fields: TemplateChange): Observable<Template> {
    return this.http.patch<Template>(`${templates}/${id}`, fields, { headers: { 'If-Match': `"${version}"` } });
  }

  /** Also when servers are of it: they stay as they are. */
  remove(id: string, version: number): Observable<void> {
    return this.http.delete<void>(`${templates}/${id}`, {
      params: { force: true },
      headers: { 'If-Match': `"${version}"` },
    });
  }

  /** Newest first. */
  versions(id: string, page: PageRequest): Observable<Page<TemplateVersion>> {
    return this.http.get<Page<TemplateVersion>>(`${templates}/${id}/versions`, { params: { ...page } });
  }

  /** Its servers that are otherwise than it says, by host name. */
  drift(id: string, page: PageRequest): Observable<DriftReport> {
    return this.http.get<DriftReport>(`${templates}/${id}/drift`, { params: { ...page } });
  }
}
