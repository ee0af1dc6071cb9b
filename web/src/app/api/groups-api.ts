import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable, map } from 'rxjs';
import { PageRequest } from './paged-list';
import { Group, GroupChange, GroupLink, Membership, Page } from './wire';

const groups = '/api/v1/groups';
/** As many as one answer holds. */
const mostGroups = 500;
/** Among so many that have a text in their name, one that is called just so is found. */
const namesakes = 50;

/** A group as far as one needs it to choose it. */
export type GroupName = Pick<Group, 'id' | 'name' | 'parents'>;

/** Sets of servers. Who is put in or taken out is `BulkApi.carryOut`; the members are `FleetApi.list`. */
@Service()
export class GroupsApi {
  private readonly http = inject(HttpClient);

  /** By name; of those with this in their name. */
  list(q: string, page: PageRequest): Observable<Page<Group>> {
    return this.http.get<Page<Group>>(groups, { params: { ...page, ...(q && { q }) } });
  }

  /** The first of all, by name; nobody counts their members for it. */
  names(): Observable<GroupName[]> {
    const params = { limit: mostGroups, fields: 'id,name,parents' };
    return this.http.get<Page<GroupName>>(groups, { params }).pipe(map(({ items }) => items));
  }

  group(id: string): Observable<Group> {
    return this.http.get<Group>(`${groups}/${id}`);
  }

  /** The one of this name, if there is one. */
  named(name: string): Observable<GroupLink | undefined> {
    const params = { limit: namesakes, q: name, fields: 'id,name' };
    return this.http
      .get<Page<GroupLink>>(groups, { params })
      .pipe(map(({ items }) => items.find((group) => group.name === name)));
  }

  create(fields: GroupChange): Observable<Group> {
    return this.http.post<Group>(groups, fields);
  }

  /** Refused with 412 when somebody else defined it anew since `version`. */
  change(id: string, version: number, fields: GroupChange): Observable<Group> {
    return this.http.patch<Group>(`${groups}/${id}`, fields, { headers: { 'If-Match': `"${version}"` } });
  }

  /** Refused while another group holds it or names it. Its servers stay. */
  remove(id: string, version: number): Observable<void> {
    return this.http.delete<void>(`${groups}/${id}`, { headers: { 'If-Match': `"${version}"` } });
  }

  /** Everything that makes a server a member, or that it is none. */
  membership(id: string, serverId: string): Observable<Membership> {
    return this.http.get<Membership>(`${groups}/${id}/members/${serverId}`);
  }
}
