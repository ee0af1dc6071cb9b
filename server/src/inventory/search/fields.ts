import { healthStatuses } from '../health.dto.js';
import { lifecycles } from '../lifecycle.js';
import { maintenanceField } from '../maintenance.js';
import { addressField } from './addresses.js';
import {
  column,
  deletedField,
  externalIdField,
  fact,
  hardwareNumber,
  hostnameField,
  notesField,
  onlyNow,
  uniqueIn,
} from './columns.js';
import type { SearchField } from './field.js';
import { choice, id, number, text, time, truth } from './kinds.js';
import { gigabytes, megabytes } from './numbers.js';
import { tagField } from './tags.js';

/** SQL expressions that are written once, because search, counts and views must agree. They see `s` (servers) and `h` (server_health). */
export interface DerivedExpressions {
  countable: string;
  pageable: string;
  stale: string;
}

/** Other names of fields. */
export const aliases: Record<string, string> = { host: 'hostname', env: 'environment', maintenance: 'inMaintenance' };

const operatingSystem = ['family', 'name', 'version'].map((key) => `s.os ->> '${key}'`);

/** The fields that need nothing but a server and its health. Other rooms register theirs. */
export function searchFields({ countable, pageable, stale }: DerivedExpressions): Record<string, SearchField> {
  return {
    hostname: hostnameField,
    lifecycle: choice('s.lifecycle', lifecycles, 'Where it is in its life, as declared'),
    health: choice('h.status', healthStatuses, 'What the monitor sees'),
    environment: column('environment', 'The environment, such as `prod`'),
    region: column('region', 'The region'),
    site: column('site', 'The site'),
    role: column('role', 'What it does'),
    owner: column('owner', 'Who answers for it'),
    tag: tagField,
    ip: addressField,
    countable: truth(countable, 'It counts as capacity: active or draining'),
    pageable: truth(pageable, 'Somebody should be woken'),
    stale: onlyNow(truth(stale, 'Its checks do not run as they should')),
    flapping: truth('h.flapping', 'Its health goes up and down'),
    inMaintenance: maintenanceField,
    deleted: deletedField,
    provider: fact('provider', [`s.provider ->> 'name'`], 'Where it comes from, such as `aws`'),
    instanceId: uniqueIn('provider', 'instanceId', "The provider's id of it"),
    instanceType: fact('instanceType', [`s.provider ->> 'type'`], "The provider's type of it"),
    os: fact('os', operatingSystem, 'Family, name or version of the operating system'),
    kernel: fact('kernel', [`s.os ->> 'kernel'`], 'The version of the kernel'),
    arch: fact('arch', [`s.os ->> 'arch'`], 'The architecture of the processor'),
    cpu: hardwareNumber('cpuCores', 'Cores: `8`, `>=16`, `[4 TO 16]`'),
    memory: hardwareNumber('memoryMb', 'Memory in MB, or `16g`', megabytes),
    disk: hardwareNumber('diskGb', 'Disk in GB, or `2t`', gigabytes),
    vendor: fact('vendor', [`s.hardware ->> 'vendor'`], 'Who built it'),
    model: fact('model', [`s.hardware ->> 'model'`], 'The model of the hardware'),
    serial: uniqueIn('hardware', 'serial', 'The serial number of the hardware'),
    sshPort: number('s.ssh_port', 'The port of SSH'),
    sshUser: text('s.ssh_user', 'The user of SSH', { offers: { value: 's.ssh_user' } }),
    id: id('s.id', 'The id here'),
    externalId: externalIdField,
    template: id('s.template_id', 'The id of its template'),
    notes: notesField,
    created: time('s.created_at', 'When it was registered: `<7d`, `>=2026-01-31`'),
    updated: time('s.updated_at', 'When a declared fact changed last: `<7d`'),
    since: time('h.since', 'Since when its health is what it is: `<1h`'),
    lifecycleSince: time('s.lifecycle_since', 'Since when its lifecycle is what it is'),
    version: number('s.version', 'How often its declaration was written'),
  };
}
