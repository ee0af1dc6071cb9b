import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { AuditEntry, Health, Lifecycle, ObservedFacts, Page, ServerView, Transition } from './wire';

export interface ListRequest {
  q: string;
  sort: string;
  limit: number;
  cursor?: string;
  /** When; without it, now. */
  asOf?: string;
}

export interface AuditFilter {
  /** `server.moved`, or all of a kind: `server.*`. */
  action?: string;
  /** Ids of who did it, and of what it was done to. */
  actor?: string;
  subject?: string;
  /** The whole name. */
  actorName?: string;
  subjectType?: string;
  /** That was changed. */
  field?: string;
  from?: string;
  to?: string;
}

/** The paths of the API that pages read by themselves with `httpResource`. */
export const paths = {
  overview: '/api/v1/fleet/overview',
  servers: '/api/v1/servers',
  server: (id: string) => `/api/v1/servers/${id}`,
  transitions: (id: string) => `/api/v1/servers/${id}/transitions`,
  graph: (id: string) => `/api/v1/servers/${id}/graph`,
  impact: (id: string) => `/api/v1/servers/${id}/impact`,
  facts: (id: string) => `/api/v1/servers/${id}/facts`,
  serverAudit: (id: string) => `/api/v1/servers/${id}/audit`,
  audit: '/api/v1/audit',
  users: '/api/v1/users',
} as const;

/** For what is meant whatever the version: an installation may demand that `If-Match` is said. */
export const anyVersion = { 'If-Match': '*' } as const;

const auditRows = 100;

/** Everything the console asks of the fleet, typed. Failures are `HttpErrorResponse`; see `problemOf`. */
@Service()
export class FleetApi {
  private readonly http = inject(HttpClient);

  list(request: ListRequest): Observable<Page<ServerView>> {
    return this.http.get<Page<ServerView>>(paths.servers, { params: withoutEmpty({ ...request }) });
  }

  server(id: string): Observable<ServerView> {
    return this.http.get<ServerView>(paths.server(id));
  }

  facts(id: string): Observable<ObservedFacts> {
    return this.http.get<ObservedFacts>(paths.facts(id));
  }

  transitions(id: string, limit: number): Observable<{ items: Transition[] }> {
    return this.http.get<{ items: Transition[] }>(paths.transitions(id), { params: { limit } });
  }

  serverAudit(id: string, limit: number): Observable<Page<AuditEntry>> {
    return this.http.get<Page<AuditEntry>>(paths.serverAudit(id), { params: { limit } });
  }

  audit(request: AuditFilter & { cursor?: string }): Observable<Page<AuditEntry>> {
    return this.http.get<Page<AuditEntry>>(paths.audit, { params: withoutEmpty({ ...request, limit: auditRows }) });
  }

  register(fields: object): Observable<ServerView> {
    return this.http.post<ServerView>(paths.servers, fields);
  }

  /** Refused with 412 when somebody else changed it since `version`. */
  change(id: string, version: number, fields: object): Observable<ServerView> {
    return this.http.patch<ServerView>(paths.server(id), fields, { headers: { 'If-Match': `"${version}"` } });
  }

  move(id: string, to: Lifecycle, reason: string): Observable<ServerView> {
    return this.http.post<ServerView>(`${paths.server(id)}/lifecycle`, { to, reason });
  }

  /** Soft: `restore` brings it back. */
  remove(id: string): Observable<void> {
    return this.http.delete<void>(paths.server(id), { headers: anyVersion });
  }

  restore(id: string): Observable<ServerView> {
    return this.http.post<ServerView>(`${paths.server(id)}/restore`, null);
  }

  /** For good. Only a deleted server, only by an admin. */
  purge(id: string): Observable<void> {
    return this.http.delete<void>(`${paths.server(id)}/purge`, { headers: anyVersion });
  }

  /** Says that a server needs another one. Refused when that closes a cycle. */
  depend(id: string, dependsOnId: string, note: string | null): Observable<unknown> {
    return this.http.post(`${paths.server(id)}/dependencies`, { dependsOnId, note });
  }

  /** Says that it no longer does. */
  release(id: string, dependsOnId: string): Observable<void> {
    return this.http.delete<void>(`${paths.server(id)}/dependencies/${dependsOnId}`);
  }

  /** Runs its checks now and answers with what was seen. */
  checkNow(id: string): Observable<Health> {
    return this.http.post<Health>(`${paths.server(id)}/check`, null);
  }
}

function withoutEmpty(params: Record<string, string | number | undefined>): Record<string, string | number> {
  const kept = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(kept) as Record<string, string | number>;
}
