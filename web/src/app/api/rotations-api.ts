import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { PageRequest } from './paged-list';
import {
  Page,
  Rotation,
  RotationOrder,
  RotationOrdered,
  RotationPlan,
  RotationServer,
  RotationServerState,
  RotationStatus,
} from './wire';

const rotations = '/api/v1/rotations';

/** Which rotations; what is not given is not asked for. */
export interface RotationQuery {
  credentialId?: string;
  status?: RotationStatus;
}

/** What may be done to a rotation. */
export type RotationTurn = 'pause' | 'resume' | 'cancel' | 'rollback' | 'finish';

/** Gives the servers that use a credential another key. */
@Service()
export class RotationsApi {
  private readonly http = inject(HttpClient);

  /** What would be done; nothing is. */
  plan(credentialId: string, order: RotationOrder): Observable<RotationPlan> {
    return this.http.post<RotationPlan>(`/api/v1/credentials/${credentialId}/rotate`, { ...order, dryRun: true });
  }

  /** Begins at once. Refused while another rotation of the credential is under way. */
  order(credentialId: string, order: RotationOrder): Observable<RotationOrdered> {
    return this.http.post<RotationOrdered>(`/api/v1/credentials/${credentialId}/rotate`, order);
  }

  /** Newest first. */
  list(query: RotationQuery, page: PageRequest): Observable<Page<Rotation>> {
    return this.http.get<Page<Rotation>>(rotations, { params: { ...query, ...page } });
  }

  rotation(id: string): Observable<Rotation> {
    return this.http.get<Rotation>(`${rotations}/${id}`);
  }

  /** In the order in which they come. */
  servers(id: string, state: RotationServerState | null, page: PageRequest): Observable<Page<RotationServer>> {
    const params = { ...(state !== null && { state }), ...page };
    return this.http.get<Page<RotationServer>>(`${rotations}/${id}/servers`, { params });
  }

  /** The reason is kept in the audit; to roll back, there has to be one. */
  turn(id: string, turn: RotationTurn, reason?: string): Observable<Rotation> {
    return this.http.post<Rotation>(`${rotations}/${id}/${turn}`, reason === undefined ? {} : { reason });
  }
}
