import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { BulkRequest, ChangeSet, ChangeSetItems, Job, JobItems, Outcome, Page, Undertaken } from './wire';

export interface ItemsRequest {
  status?: Outcome['status'];
  cursor?: number | null;
  limit: number;
}

const changeSets = '/api/v1/changesets';
const jobs = '/api/v1/jobs';

/** What is done to many servers at once: ordering it, watching it, reading what it did, taking it back. */
@Service()
export class BulkApi {
  private readonly http = inject(HttpClient);

  carryOut(request: BulkRequest): Observable<Undertaken> {
    return this.http.post<Undertaken>('/api/v1/servers/bulk', request);
  }

  job(id: string): Observable<Job> {
    return this.http.get<Job>(`${jobs}/${id}`);
  }

  /** Those of one status, newest first. */
  jobs(status: Job['status']): Observable<Page<Job>> {
    return this.http.get<Page<Job>>(jobs, { params: { status } });
  }

  jobItems(id: string, { status, cursor, limit }: ItemsRequest): Observable<JobItems> {
    const params = { limit, ...(status && { status }), ...(cursor && { cursor }) };
    return this.http.get<JobItems>(`${jobs}/${id}/items`, { params });
  }

  /** What it did so far stays, and can be reverted. */
  cancel(id: string): Observable<Job> {
    return this.http.delete<Job>(`${jobs}/${id}`);
  }

  /** Newest first. */
  changeSets(limit: number, cursor?: string): Observable<Page<ChangeSet>> {
    return this.http.get<Page<ChangeSet>>(changeSets, { params: { limit, ...(cursor && { cursor }) } });
  }

  changeSet(id: string, limit: number, cursor?: string): Observable<ChangeSetItems> {
    return this.http.get<ChangeSetItems>(`${changeSets}/${id}`, { params: { limit, ...(cursor && { cursor }) } });
  }

  revert(id: string, request: { dryRun?: boolean; reason?: string }): Observable<Undertaken> {
    return this.http.post<Undertaken>(`${changeSets}/${id}/revert`, request);
  }
}
