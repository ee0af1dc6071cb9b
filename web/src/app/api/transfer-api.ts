import { HttpClient, HttpParams } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import { Observable } from 'rxjs';
import { ExportFormat, ImportFormat, ImportPreview, ImportResult } from './wire';

/** How a file is to be read. Without a format it is guessed, without a mapping one is proposed. */
export interface Reading {
  format?: ImportFormat;
  mapping?: Record<string, string | null>;
}

/** What is to be done with its rows. */
export interface ImportOptions {
  mode: 'create' | 'upsert';
  key: 'hostname' | 'externalId';
  empty: 'keep' | 'clear';
  atomic: boolean;
  reason: string;
}

/** So much of a file shows what it is. */
const headBytes = 1_048_576;
const headers = { 'Content-Type': 'application/octet-stream' };

/** Files that become servers, and servers that become files. */
@Service()
export class TransferApi {
  private readonly http = inject(HttpClient);

  preview(file: Blob, reading: Reading): Observable<ImportPreview> {
    const params = paramsOf(reading).set('head', file.size > headBytes);
    return this.http.post<ImportPreview>('/api/v1/servers/import/preview', file.slice(0, headBytes), {
      headers,
      params,
    });
  }

  /** Whoever gives up on it ends it: what was imported before stays. */
  carryOut(file: Blob, reading: Reading, options: ImportOptions, dryRun: boolean): Observable<ImportResult> {
    const { reason, ...choices } = options;
    const params = paramsOf(reading)
      .appendAll({ ...choices, dryRun })
      .appendAll(reason ? { reason } : {});
    return this.http.post<ImportResult>('/api/v1/servers/import', file, { headers, params });
  }
}

/** Where the browser fetches a file with these servers in this order. */
export function exportUrl(format: ExportFormat, q: string, sort: string, asOf: string | null): string {
  const params = { format, ...(q && { q }), sort, ...(asOf !== null && { asOf }) };
  return `/api/v1/servers/export?${new URLSearchParams(params).toString()}`;
}

function paramsOf({ format, mapping }: Reading): HttpParams {
  return new HttpParams({
    fromObject: {
      ...(format && { format }),
      ...(mapping && Object.keys(mapping).length > 0 && { mapping: JSON.stringify(mapping) }),
    },
  });
}
