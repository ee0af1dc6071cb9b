import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { PageRequest } from './paged-list';
import { AdoptedKeys, HostKey, HostKeyDecision, HostKeyState, KnownHostsOutcome, Page } from './wire';

const hostKeys = '/api/v1/host-keys';

export interface HostKeyQuery {
  state?: HostKeyState;
  serverId?: string;
  fingerprint?: string;
}

/** Who servers say that they are, and who decided that it is so. */
@Service()
export class HostKeysApi {
  private readonly http = inject(HttpClient);

  /** Newest first. */
  list(query: HostKeyQuery, page: PageRequest): Observable<Page<HostKey>> {
    return this.http.get<Page<HostKey>>(hostKeys, { params: { ...query, ...page } });
  }

  /** Refused with 412 when somebody else decided meanwhile. */
  decide({ id, version }: HostKey, decision: HostKeyDecision, reason: string): Observable<HostKey> {
    const headers = { 'If-Match': `"${version}"` };
    return this.http.post<HostKey>(`${hostKeys}/${id}/decision`, { decision, reason }, { headers });
  }

  forget({ id, version }: HostKey, reason: string): Observable<void> {
    return this.http.delete<void>(`${hostKeys}/${id}`, { params: { reason }, headers: { 'If-Match': `"${version}"` } });
  }

  /** Without `dryRun` it is done. */
  import(knownHosts: string, dryRun: boolean): Observable<KnownHostsOutcome> {
    return this.http.post<KnownHostsOutcome>(`${hostKeys}/import`, { knownHosts, dryRun });
  }

  /** Of the servers that match. */
  adopt(q: string, dryRun: boolean): Observable<AdoptedKeys> {
    return this.http.post<AdoptedKeys>(`${hostKeys}/from-discovery`, { q, dryRun });
  }
}
