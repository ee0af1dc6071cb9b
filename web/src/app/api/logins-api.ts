import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { EMPTY, Observable, expand, reduce } from 'rxjs';
import { PageRequest } from './paged-list';
import {
  DeployKey,
  DeploymentResult,
  JobOrdered,
  KnownLogin,
  KnownLogins,
  LoginState,
  LoginTest,
  ServerChoice,
  WithdrawKey,
} from './wire';

interface LoginQuery {
  state?: LoginState;
  serverId?: string;
}

const mostAtOnce = 500;

/** Where a key logs in, and how it comes to be there or to be there no more. Of few servers the answer says it; of many a job does. */
@Service()
export class LoginsApi {
  private readonly http = inject(HttpClient);

  /** By hostname. */
  list(credentialId: string, query: LoginQuery, page: PageRequest): Observable<KnownLogins> {
    return this.http.get<KnownLogins>(`${pathOf(credentialId)}/logins`, { params: { ...query, ...page } });
  }

  /** All servers of one state, or of any, page after page. */
  all(credentialId: string, query: LoginQuery): Observable<KnownLogin[]> {
    const page = (cursor?: string) =>
      this.list(credentialId, query, { limit: mostAtOnce, ...(cursor !== undefined && { cursor }) });
    return page().pipe(
      expand(({ nextCursor }) => (nextCursor === null ? EMPTY : page(nextCursor))),
      reduce((logins: KnownLogin[], { items }) => logins.concat(items), []),
    );
  }

  test(credentialId: string, choice: ServerChoice): Observable<{ results: LoginTest[] } | JobOrdered> {
    return this.http.post<{ results: LoginTest[] } | JobOrdered>(`${pathOf(credentialId)}/test`, choice);
  }

  deploy(credentialId: string, request: DeployKey): Observable<DeploymentResult | JobOrdered> {
    return this.http.post<DeploymentResult | JobOrdered>(`${pathOf(credentialId)}/deploy`, request);
  }

  /** Takes all its keys away. */
  retire(credentialId: string, request: WithdrawKey): Observable<DeploymentResult | JobOrdered> {
    return this.http.post<DeploymentResult | JobOrdered>(`${pathOf(credentialId)}/retire`, request);
  }
}

function pathOf(credentialId: string): string {
  return `/api/v1/credentials/${credentialId}`;
}
