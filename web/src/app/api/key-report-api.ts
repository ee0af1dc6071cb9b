import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable, forkJoin, map } from 'rxjs';
import { KeyFindingKind, KeyReport, Page } from './wire';

const report = '/api/v1/credentials/report';

/** How much of what cannot wait there is. */
export interface KeyAttention {
  /** Host keys past which nobody logs in. */
  toDecide: number;
  /** Keys whose rotation should have begun by itself. */
  overdue: number;
  /** Rotations that go on when somebody says so. */
  halted: number;
  rotating: number;
}

/** Which keys want somebody's attention. */
@Service()
export class KeyReportApi {
  private readonly http = inject(HttpClient);

  /** Of each kind the first few; all are counted. */
  report(): Observable<KeyReport> {
    return this.http.get<KeyReport>(report);
  }

  /** One kind alone, and more of it. */
  finding(kind: KeyFindingKind, limit: number): Observable<KeyReport> {
    return this.http.get<KeyReport>(report, { params: { kind, limit } });
  }

  /** Four cheap counts, and not the whole report, which reads all servers. */
  attention(): Observable<KeyAttention> {
    const count = (kind: KeyFindingKind) =>
      this.finding(kind, 1).pipe(map(({ findings }) => findings[0]?.total.value ?? 0));
    const params = { status: 'running', limit: 1 };
    return forkJoin({
      toDecide: count('waiting-host-keys'),
      overdue: count('overdue-keys'),
      halted: count('unfinished-rotations'),
      rotating: this.http.get<Page<unknown>>('/api/v1/rotations', { params }).pipe(map(({ total }) => total.value)),
    });
  }
}
