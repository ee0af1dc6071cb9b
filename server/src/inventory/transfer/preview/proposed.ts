import { lifecycles } from '../../lifecycle.js';
import { fieldNames, isTarget, type FieldName, type Target } from '../fields.js';

/** Of a server as this program shows it, and not for a file to say. */
const shownOnly = [
  ...['health', 'groups', 'templateid', 'templateversion', 'lifecyclesince', 'countable', 'pageable'],
  ...['createdat', 'updatedat', 'deletedat', 'version', 'created', 'updated', 'modified'],
];

export function isShownOnly(name: string): boolean {
  return shownOnly.includes(plain(name.split('.', 1)[0] ?? ''));
}

/** What others call our fields, without spaces and in lower case. */
const synonyms: Partial<Record<FieldName, readonly string[]>> = {
  hostname: [
    'host',
    'name',
    'server',
    'servername',
    'machine',
    'node',
    'fqdn',
    'dnsname',
    'computername',
    'inventoryhostname',
  ],
  externalId: ['assettag', 'asset', 'assetid', 'uuid', 'cmdbid', 'ci', 'sysid', 'externalkey'],
  ipAddress: [
    'ip',
    'address',
    'ipaddr',
    'ipv4',
    'ipv4address',
    'primaryip',
    'primaryipv4',
    'managementip',
    'ansiblehost',
  ],
  addresses: ['ips', 'ipaddresses', 'otherips', 'secondaryips'],
  lifecycle: ['status', 'state', 'lifecyclestate', 'stage'],
  environment: ['env'],
  region: ['cloudregion'],
  site: ['datacenter', 'datacentre', 'dc', 'location'],
  role: ['function', 'service', 'type', 'servertype', 'purpose'],
  owner: ['team', 'ownedby', 'contact', 'tenant', 'responsible', 'department'],
  'provider.name': ['provider', 'cloud', 'cloudprovider'],
  'provider.instanceId': ['instanceid', 'vmid'],
  'provider.type': ['instancetype', 'machinetype', 'flavor', 'vmsize'],
  'os.name': ['os', 'operatingsystem', 'platform', 'distribution'],
  'os.version': ['osversion', 'release'],
  'os.kernel': ['kernel', 'kernelversion'],
  'os.arch': ['arch', 'architecture'],
  'hardware.cpuCores': ['cpus', 'cpu', 'cores', 'vcpus', 'vcpu', 'cpucount', 'cpucores'],
  'hardware.memoryMb': ['memory', 'ram', 'memorymb', 'rammb', 'mem'],
  'hardware.diskGb': ['disk', 'diskgb', 'storage', 'storagegb'],
  'hardware.vendor': ['vendor', 'manufacturer', 'make'],
  'hardware.model': ['model', 'devicetype', 'product'],
  'hardware.serial': ['serial', 'serialnumber', 'servicetag', 'sn'],
  'ssh.port': ['port', 'sshport', 'ansibleport'],
  'ssh.user': ['user', 'username', 'sshuser', 'login', 'ansibleuser'],
  tags: ['tag', 'labels'],
  notes: ['note', 'comment', 'comments', 'description', 'remarks'],
};

const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, '');
const byName = new Map<string, FieldName>(
  (Object.entries(synonyms) as [FieldName, readonly string[]][])
    .flatMap(([field, names]) => names.map((name): [string, FieldName] => [name, field]))
    .concat(fieldNames.map((field) => [plain(field), field])),
);

/** The field that a column of this name and with such values seems to be; its values must be possible there. */
export function fieldFor(name: string, samples: readonly string[]): FieldName | undefined {
  const field = byName.get(plain(name));
  if (field === 'lifecycle' && !samples.every((sample) => (lifecycles as readonly string[]).includes(sample)))
    return undefined;
  if (field === 'ipAddress' && !samples.every((sample) => /^[\da-f.:]+$/i.test(sample))) return undefined;
  return field;
}

/**
 * What each column could be: what it is called, what that means elsewhere, or an attribute of its name. Each field is filled
 * by the first that says so; null leaves a column out.
 */
export function proposed(columns: readonly { name: string; samples: readonly string[] }[]): Map<string, Target | null> {
  const exact = new Set(columns.map(({ name }) => name).filter(isTarget));
  const taken = new Set<Target>(exact);
  return new Map(
    columns.map(({ name, samples }) => {
      if (isTarget(name)) return [name, name];
      if (isShownOnly(name)) return [name, null];
      const field = fieldFor(name, samples);
      const target: Target = field && !taken.has(field) ? field : `attr.${name}`;
      if (name === '' || taken.has(target)) return [name, null];
      taken.add(target);
      return [name, target];
    }),
  );
}
