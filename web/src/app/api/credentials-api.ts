import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { PageRequest } from './paged-list';
import { Credential, CredentialChange, KeyVersion, NewCredential, Page } from './wire';

const credentials = '/api/v1/credentials';

/** Keys for servers. What is secret of them goes in, and never comes out. */
@Service()
export class CredentialsApi {
  private readonly http = inject(HttpClient);

  list(page: PageRequest): Observable<Page<Credential>> {
    return this.http.get<Page<Credential>>(credentials, { params: { ...page } });
  }

  credential(id: string): Observable<Credential> {
    return this.http.get<Credential>(`${credentials}/${id}`);
  }

  create(fields: NewCredential): Observable<Credential> {
    return this.http.post<Credential>(credentials, fields);
  }

  /** Refused with 412 when somebody else changed it since `version`. */
  change(id: string, version: number, fields: CredentialChange): Observable<Credential> {
    return this.http.patch<Credential>(`${credentials}/${id}`, fields, { headers: { 'If-Match': `"${version}"` } });
  }

  /** For ever: what is secret of it is gone with it. Refused while servers use it. */
  remove(id: string, version: number): Observable<void> {
    return this.http.delete<void>(`${credentials}/${id}`, { headers: { 'If-Match': `"${version}"` } });
  }

  /** The keys that it has had, newest first. */
  versions(id: string, page: PageRequest): Observable<Page<KeyVersion>> {
    return this.http.get<Page<KeyVersion>>(`${credentials}/${id}/versions`, { params: { ...page } });
  }
}
