import { components } from './schema';

/**
 * What the server speaks, under the names that the console uses. The shapes are generated from the API's description;
 * what comes over the live socket, which has none, is declared here.
 */
type Schemas = components['schemas'];

export type Role = Schemas['RoleName'];
export type Lifecycle = Schemas['Lifecycle'];
export type HealthStatus = Schemas['HealthStatus'];

/** The weakest first. */
export const roles = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[];
/** On the way through life. */
export const lifecycles = [
  'planned',
  'provisioning',
  'active',
  'draining',
  'decommissioned',
] as const satisfies readonly Lifecycle[];
export const healthStatuses = [
  'healthy',
  'degraded',
  'unhealthy',
  'unknown',
] as const satisfies readonly HealthStatus[];

export type User = Schemas['UserView'];
export type SignedIn = Schemas['SignedIn'];

export type Credential = Schemas['CredentialView'];
export type NewCredential = Partial<Schemas['CreateCredential']> & Pick<Schemas['CreateCredential'], 'name' | 'kind'>;
export type CredentialChange = Schemas['ChangeCredential'];
export type KeyVersion = Schemas['CredentialVersionView'];
export type KeyAlgorithm = Schemas['KeyAlgorithm'];

export type Authority = Schemas['AuthorityView'];
export type AuthorityPurpose = Schemas['CertificatePurpose'];
export type NewAuthority = Partial<Schemas['CreateAuthority']> &
  Pick<Schemas['CreateAuthority'], 'name' | 'kind' | 'purpose'>;
export type SuccessorAuthority = Partial<Schemas['ReplaceAuthority']> &
  Pick<Schemas['ReplaceAuthority'], 'name' | 'kind' | 'reason'>;
export type TrustingServer = Schemas['TrustView'];
export type TrustState = Schemas['TrustState'];
export type Certificate = Schemas['SshCertificateView'];
export type SignRequest = Schemas['SignCertificate'];

export type KeyReport = Schemas['KeyReport'];
export type KeyFinding = Schemas['KeyFinding'];
export type KeyFindingKind = Schemas['KeyFindingKind'];
export type KeyFindingItem = Schemas['KeyFindingItem'];
/** A server that a key logs in to, as far as anybody knows. */
export type KnownLogin = Schemas['KnownLogin'];
export type LoginState = Schemas['LoginState'];
export type LoginCounts = Schemas['LoginCounts'];
export type LoginPhase = Schemas['LoginPhase'];
export type LoginPhaseName = Schemas['LoginPhaseName'];
export type LoginTest = Schemas['LoginTest'];
export interface KnownLogins extends Page<KnownLogin> {
  counts: LoginCounts;
}
/** These servers, or all that match. */
export type ServerChoice = { serverIds: readonly string[] } | { q: string };
export type DeployKey = ServerChoice & Partial<Pick<Schemas['DeployKey'], 'via' | 'assign' | 'dryRun'>>;
export type WithdrawKey = ServerChoice & Partial<Pick<Schemas['WithdrawKey'], 'via' | 'dryRun' | 'force' | 'reason'>>;
export type DeploymentResult = Schemas['DeploymentResult'];
export type JobOrdered = Schemas['JobOrdered'];

/** Servers getting a new key, in waves. */
export type Rotation = Schemas['RotationView'];
export type RotationStatus = Schemas['RotationStatus'];
export type RotationWave = Schemas['RotationWave'];
export type RotationServer = Schemas['RotationServerView'];
export type RotationServerState = Schemas['RotationServerState'];
export type RotationStep = Schemas['RotationStep'];
/** What is not said is as usual. */
export type RotationOrder = Partial<Schemas['RotateCredential']>;
export type RotationPlan = Schemas['RotationPlan'];
export type RotationOrdered = Schemas['RotationOrdered'];

export const rotationStatuses = [
  'running',
  'waiting',
  'paused',
  'halted',
  'failed',
  'finished',
  'cancelled',
  'rolling-back',
  'rolled-back',
] as const satisfies readonly RotationStatus[];
/** In the order in which a server comes through them; then what may keep it from the next. */
export const rotationServerStates = [
  'pending',
  'placing',
  'placed',
  'verified',
  'switched',
  'removing',
  'removed',
  'done',
  'restoring',
  'restored',
  'withdrawing',
  'rolled-back',
  'waiting',
  'failed',
  'skipped',
] as const satisfies readonly RotationServerState[];

export type HostKey = Schemas['HostKeyView'];
export type HostKeyState = Schemas['HostKeyState'];
export type HostKeyDecision = Schemas['HostKeyDecision'];
export type KnownHostsOutcome = Schemas['KnownHostsOutcome'];
export type AdoptedKeys = Schemas['DiscoveredOutcome'];
export type ObservedFacts = Schemas['FactsView'];
export type DriftOfField = Schemas['ObservedDrift'];
export type FactField = Schemas['FactField'];

export type CheckType = Schemas['CheckType'];
export type RecordType = Schemas['RecordType'];
export type StarttlsProtocol = NonNullable<Schemas['ValidateTls']['starttls']>;

export const checkTypes = [
  'tcp',
  'http',
  'tls',
  'ssh',
  'dns',
  'icmp',
  'telemetry',
] as const satisfies readonly CheckType[];
/** What begins in the clear, and the port where it is usually found. */
export const starttlsPorts: Record<StarttlsProtocol, number> = {
  smtp: 25,
  imap: 143,
  postgres: 5432,
  mysql: 3306,
  ldap: 389,
};
export const starttlsProtocols = Object.keys(starttlsPorts) as StarttlsProtocol[];
export const recordTypes = [
  'A',
  'AAAA',
  'CNAME',
  'MX',
  'TXT',
  'NS',
  'SRV',
  'PTR',
  'SOA',
  'CAA',
  'NAPTR',
  'TLSA',
] as const satisfies readonly RecordType[];

/** What only some types of checks have. */
type OfSome =
  'servername' | 'starttls' | 'warnDays' | 'record' | 'warnDiskPercent' | 'warnLoadPerCore' | 'warnMemoryPercent';
/** A check as it is shown, with every default of its type filled in. */
export type Check = Required<Omit<Schemas['Check'], OfSome>> & Pick<Schemas['Check'], OfSome>;
export type CheckResult = Schemas['CheckHealth'];
export type Health = Schemas['Health'];
export type Maintenance = Schemas['Maintenance'];
export type ServerView = Omit<Schemas['ServerView'], 'checks'> & { checks: Check[] };

export type Total = Schemas['Total'];
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  prevCursor: string | null;
  total: Total;
}

export type AuditEntry = Schemas['AuditEntryView'];
/** Whether the audit is still what was sealed. */
export type Verification = Schemas['Verification'];
export type Transition = Schemas['TransitionView'];

export type BulkRequest = Partial<Schemas['BulkRequest']> & Pick<Schemas['BulkRequest'], 'select' | 'action'>;
/** Of up to a thousand servers the outcome of each; of more the job that has been ordered. */
export type Undertaken = Schemas['BulkResult'] | Schemas['JobOrdered'];
/** What became of one server, or would: its fields, or in words what was done to it. */
export type Outcome = Schemas['OutcomeView'] & { message?: string | null };
export type Job = Schemas['JobView'];
export interface JobItems {
  items: Outcome[];
  nextCursor: number | null;
}
export type ChangeSet = Schemas['ChangeSetView'];
export type ChangeSetItem = Schemas['ChangeSetItem'];
export type ChangeSetItems = Schemas['ChangeSetItems'];
export type DependencyGraph = Schemas['DependencyGraph'];
export type GraphNode = Schemas['GraphNode'];
export type Impact = Schemas['Impact'];

/** How the servers that match are spread over the values of each field. */
export type Facets = Schemas['Facets'];
export type FacetValue = Schemas['FacetValue'];
export type SearchField = Schemas['SearchFieldView'];
export type OfferedValue = Schemas['OfferedValue'];
export type OfferedValues = Schemas['OfferedValues'];

export type SavedView = Schemas['SavedView'];
export type SaveView = Schemas['SaveView'];
export type ChangeView = Schemas['ChangeView'];
export type QueryOfView = Schemas['QueryOfView'];
/** The pages of which views are kept. */
export type PageName = Schemas['PageName'];

export type TagUse = Schemas['TagView'];
export type TagsReplaced = Schemas['TagsReplaced'];

/** What servers should be. */
export type Template = Schemas['TemplateView'];
export type TemplateVersion = Schemas['TemplateVersion'];
export type TemplateChange = Schemas['ChangeTemplate'];
export type ServerDefaults = Schemas['ServerDefaults'];
/** A check as somebody wrote it: what is not given is the default. */
export type GivenCheck = Partial<Schemas['Check']> & Pick<Schemas['Check'], 'type'>;
export type ApplyMode = Schemas['ApplyMode'];
export type DriftReport = Schemas['DriftReport'];
export type DriftedServer = Schemas['DriftedServer'];
export type Deviation = Schemas['Deviation'];

/** A set of servers: put in, found by a query, or those of the groups nested in it. */
export type Group = Schemas['GroupView'];
export type GroupLink = Schemas['GroupLink'];
export type GroupChange = Schemas['ChangeGroup'];
export type Membership = Schemas['MembershipView'];
export type MembershipReason = Schemas['MembershipReason'];

/** What each validator is asked, and what it answers; all but what is asked for has a default. */
export interface Validations {
  address: { asked: Given<'ValidateAddress', 'address'>; answer: Schemas['AddressVerdict'] };
  tcp: { asked: Given<'ValidateTcp', 'host'>; answer: Schemas['TcpVerdict'] };
  http: { asked: Given<'ValidateHttp', 'url'>; answer: Schemas['HttpVerdict'] };
  tls: { asked: Given<'ValidateTls', 'host'>; answer: Schemas['TlsVerdict'] };
  ssh: { asked: Given<'ValidateSsh', 'host'>; answer: Schemas['SshVerdict'] };
  dns: { asked: Given<'ValidateDns', 'name'>; answer: Schemas['DnsVerdict'] };
  icmp: { asked: Given<'ValidateIcmp', 'host'>; answer: Schemas['IcmpVerdict'] };
}
export type Validator = keyof Validations;
export type VerdictOf<Of extends Validator> = Validations[Of]['answer'];
/** What one of them is asked. */
export type Question = { [Of in Validator]: { validator: Of; asked: Validations[Of]['asked'] } }[Validator];
/** What one of them answered. */
export type Answered = { [Of in Validator]: { validator: Of; verdict: VerdictOf<Of> } }[Validator];
type Given<Request extends keyof Schemas, Needed extends keyof Schemas[Request]> = Partial<Schemas[Request]> &
  Pick<Schemas[Request], Needed>;

export type FleetOverview = Schemas['FleetOverview'];
/** Fifteen minutes of the fleet. All counts are null where nobody was looking. */
export type FleetInterval = Schemas['Quarter'];

/** One server's news on the live socket. */
export interface HealthChange {
  id: string;
  hostname: string;
  status: HealthStatus;
  since: string;
  latencyMs: number | null;
  reason: string | null;
  flapping: boolean;
  stale: boolean;
  lastCheckedAt: string | null;
  countable: boolean;
  pageable: boolean;
  inMaintenance: boolean;
  maintenance: Maintenance | null;
}

export interface Numbered {
  subscription: string;
  /** 1, 2, 3 … within this subscription. */
  seq: number;
  cursor: string;
  at: string;
}

export interface HealthNews extends Numbered {
  changes: HealthChange[];
}

export interface ServerNews extends Numbered {
  id: string;
  /** `server.created` and its like. */
  type: string;
  version: number;
}

export interface OverviewNews extends Numbered {
  overview: FleetOverview;
}

export interface JobNews extends Numbered {
  job: Job;
}

export interface ScanNews extends Numbered {
  scan: Scan;
}

export interface ObservedNews {
  subscription: string;
  at: string;
  items: { id: string; latencyMs: number | null; lastCheckedAt: string | null }[];
}

export type ImportFormat = Schemas['ImportFormat'];
export type ImportPreview = Schemas['ImportPreview'];
export type ImportResult = Schemas['ImportResult'];
export type RowFault = Schemas['RowFault'];
export type ExportFormat = Schemas['ExportFormat'];

/** Who is there in some networks: a look at each address, compared with what is registered. */
export type Scan = Schemas['ScanView'];
export type ScanStatus = Schemas['JobStatus'];
export type ScanRecall = Schemas['ScanRecall'];
/** A scan that begins by itself. */
export type ScanSchedule = Schemas['ScanScheduleView'];
export type ScanOrder = Schemas['OrderScan'];
export type ScanHost = Schemas['ScanHostView'];
export type ScanPort = Schemas['ScanHostPort'];
export type ScanMatch = Schemas['ScanMatch'];
export const scanMatches = ['new', 'known', 'changed', 'missing'] as const satisfies readonly ScanMatch[];
/** Which hosts of a scan become servers, and what all of them have. */
export type HostImport = Partial<Schemas['ImportHosts']>;
export type ImportedHosts = Schemas['ImportedHosts'];
export type Reconciliation = Schemas['ReconciliationView'];
export type Finding = Schemas['FindingView'];
export type FindingItem = Schemas['FindingItem'];
