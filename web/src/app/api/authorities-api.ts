import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable, map } from 'rxjs';
import { PageRequest } from './paged-list';
import {
  Authority,
  Certificate,
  Job,
  NewAuthority,
  Page,
  SignRequest,
  SuccessorAuthority,
  TrustState,
  TrustingServer,
} from './wire';

const authorities = '/api/v1/authorities';
const certificates = '/api/v1/certificates';

/** Who signs SSH certificates, who trusts them, and what they signed. */
@Service()
export class AuthoritiesApi {
  private readonly http = inject(HttpClient);

  list(page: PageRequest): Observable<Page<Authority>> {
    return this.http.get<Page<Authority>>(authorities, { params: { ...page } });
  }

  authority(id: string): Observable<Authority> {
    return this.http.get<Authority>(`${authorities}/${id}`);
  }

  create(fields: NewAuthority): Observable<Authority> {
    return this.http.post<Authority>(authorities, fields);
  }

  /** Both sign, and both are trusted, until the old one is retired. */
  replace(id: string, fields: SuccessorAuthority): Observable<Authority> {
    return this.http.post<Authority>(`${authorities}/${id}/replace`, fields);
  }

  /** For ever. Refused while servers depend on it, unless `force` says that they may. */
  retire(id: string, reason: string, force: boolean): Observable<Authority> {
    return this.http.post<Authority>(`${authorities}/${id}/retire`, { reason, force });
  }

  remove(id: string, version: number): Observable<void> {
    return this.http.delete<void>(`${authorities}/${id}`, { headers: { 'If-Match': `"${version}"` } });
  }

  servers(id: string, state: TrustState | null, page: PageRequest): Observable<Page<TrustingServer>> {
    const params = { ...(state !== null && { state }), ...page };
    return this.http.get<Page<TrustingServer>>(`${authorities}/${id}/servers`, { params });
  }

  /** Puts its line into authorized_keys of the servers that match, then has each prove it. */
  deploy(id: string, q: string): Observable<Job> {
    return this.ordered(id, 'deploy', q);
  }

  /** Asks the servers that match whether they let in whom it vouches for. */
  prove(id: string, q: string): Observable<Job> {
    return this.ordered(id, 'prove', q);
  }

  sign(id: string, request: SignRequest): Observable<Certificate> {
    return this.http.post<Certificate>(`${authorities}/${id}/certificates`, request);
  }

  /** Newest first. */
  certificates(authorityId: string, page: PageRequest): Observable<Page<Certificate>> {
    return this.http.get<Page<Certificate>>(certificates, { params: { authorityId, ...page } });
  }

  revoke(id: string, reason: string): Observable<Certificate> {
    return this.http.post<Certificate>(`${certificates}/${id}/revoke`, { reason });
  }

  /** Where servers fetch the revocation list without signing in. The former path ends. */
  openDownload(id: string): Observable<string> {
    return this.http.post<{ path: string }>(`${authorities}/${id}/krl-download`, {}).pipe(map(({ path }) => path));
  }

  private ordered(id: string, what: 'deploy' | 'prove', q: string): Observable<Job> {
    return this.http.post<{ job: Job }>(`${authorities}/${id}/${what}`, { q }).pipe(map(({ job }) => job));
  }
}
