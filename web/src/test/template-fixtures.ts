import { DriftReport, DriftedServer, Template, TemplateVersion } from '../app/api/wire';
import { noon } from './fixtures';

export function aTemplate(over: Partial<Template> = {}): Template {
  return {
    id: 'id-web',
    name: 'web server',
    description: 'Behind the load balancers',
    defaults: { role: 'web', owner: 'core', ssh: { port: 2222, credentialId: 'c-1' } },
    tags: ['role:web'],
    checks: [{ type: 'tcp', port: 443, severity: 'critical', failAfter: 3, recoverAfter: 2 }],
    version: 2,
    servers: { total: 12, outdated: 3 },
    createdAt: noon,
    updatedAt: noon,
    ...over,
  };
}

export function aVersion(version: number, over: Partial<TemplateVersion> = {}): TemplateVersion {
  const { name, description, defaults, tags, checks } = aTemplate();
  const written = { actorName: 'admin@fleet.local', createdAt: noon };
  return { name, description, defaults, tags, checks, version, ...written, ...over };
}

export function aDrift(hostname: string, over: Partial<DriftedServer> = {}): DriftedServer {
  const drift = [{ field: 'owner', expected: 'core', actual: 'edge' }];
  return { serverId: `id-${hostname}`, hostname, templateVersion: 2, drift, ...over };
}

export function aReport(items: DriftedServer[], over: Partial<DriftReport> = {}): DriftReport {
  return {
    items,
    nextCursor: null,
    prevCursor: null,
    total: { value: items.length, exact: true },
    summary: { total: 12, outdated: 3, drifted: items.length },
    ...over,
  };
}
