import { Scan, ScanHost } from '../app/api/wire';
import { noon } from './fixtures';

export function aScan(over: Partial<Scan> = {}): Scan {
  return {
    id: 'id-scan',
    name: 'office',
    status: 'running',
    cidrs: ['10.2.3.0/24'],
    ports: [22, 443],
    rate: null,
    schedule: null,
    scheduleId: null,
    jobId: 'id-job',
    requestedBy: 'ada@fleet.local',
    progress: { done: 64, total: 256 },
    found: { hosts: 2, openPorts: 3, new: 1, known: 1, changed: 0, missing: 0 },
    recall: null,
    comparedWith: null,
    error: null,
    createdAt: noon,
    startedAt: noon,
    finishedAt: null,
    ...over,
  };
}

export function aHost(address: string, over: Partial<ScanHost> = {}): ScanHost {
  return {
    address,
    names: [],
    ports: [{ port: 22, service: 'ssh', banner: 'SSH-2.0-OpenSSH_9.6', tls: null, http: null }],
    sshHostKey: null,
    guess: null,
    match: 'new',
    serverId: null,
    hostname: null,
    changes: [],
    seenAt: noon,
    ...over,
  };
}
