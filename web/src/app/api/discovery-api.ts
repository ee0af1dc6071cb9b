import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { EMPTY, Observable, expand, map, reduce, takeWhile } from 'rxjs';
import { PageRequest } from './paged-list';
import {
  Finding,
  HostImport,
  ImportedHosts,
  Page,
  Reconciliation,
  Scan,
  ScanHost,
  ScanMatch,
  ScanOrder,
  ScanSchedule,
} from './wire';

const scans = '/api/v1/discovery/scans';
const schedules = '/api/v1/discovery/schedules';
const reconciliation = '/api/v1/discovery/reconciliation';
const pageRows = 500;

/** Which hosts of a scan; what is not given is not asked for. */
export interface HostQuery {
  match?: ScanMatch;
  changes?: true;
  q?: string;
}

/** Looks who is there, and makes servers of those that are. */
@Service()
export class DiscoveryApi {
  private readonly http = inject(HttpClient);

  /** Newest first. */
  scans(page: PageRequest): Observable<Page<Scan>> {
    return this.http.get<Page<Scan>>(scans, { params: { ...page } });
  }

  scan(id: string): Observable<Scan> {
    return this.http.get<Scan>(`${scans}/${id}`);
  }

  order(order: ScanOrder): Observable<Scan> {
    return this.http.post<Scan>(scans, order);
  }

  pause(id: string): Observable<Scan> {
    return this.http.post<Scan>(`${scans}/${id}/pause`, {});
  }

  resume(id: string): Observable<Scan> {
    return this.http.post<Scan>(`${scans}/${id}/resume`, {});
  }

  /** What was found so far stays. */
  cancel(id: string): Observable<Scan> {
    return this.http.delete<Scan>(`${scans}/${id}`);
  }

  schedules(page: PageRequest): Observable<Page<ScanSchedule>> {
    return this.http.get<Page<ScanSchedule>>(schedules, { params: { ...page } });
  }

  /** It begins no more by itself; the scans that it began stay. */
  endSchedule(id: string): Observable<void> {
    return this.http.delete<void>(`${schedules}/${id}`);
  }

  hosts(id: string, query: HostQuery, page: PageRequest): Observable<Page<ScanHost>> {
    return this.http.get<Page<ScanHost>>(`${scans}/${id}/hosts`, { params: { ...query, ...page } });
  }

  /** Page after page, until there are `most` or all of them. */
  allHosts(id: string, most: number): Observable<ScanHost[]> {
    const page = (cursor?: string) => this.hosts(id, {}, { limit: pageRows, ...(cursor !== undefined && { cursor }) });
    let count = 0;
    return page().pipe(
      expand(({ nextCursor }) => (nextCursor === null ? EMPTY : page(nextCursor))),
      takeWhile(({ items }) => (count += items.length) < most, true),
      map(({ items }) => items),
      reduce((hosts: ScanHost[], items) => hosts.concat(items), []),
    );
  }

  register(id: string, hosts: HostImport): Observable<ImportedHosts> {
    return this.http.post<ImportedHosts>(`${scans}/${id}/import`, hosts);
  }

  reconciliation(): Observable<Reconciliation> {
    return this.http.get<Reconciliation>(reconciliation);
  }

  /** The next of one finding. */
  finding(kind: string, cursor: string): Observable<Finding> {
    return this.http.get<Finding>(`${reconciliation}/${kind}`, { params: { cursor } });
  }
}
