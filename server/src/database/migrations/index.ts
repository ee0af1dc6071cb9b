import { People1764000000001 } from './1-people.js';
import { Inventory1764000000002 } from './2-inventory.js';
import { Health1764000000003 } from './3-health.js';
import { Search1764000000004 } from './4-search.js';
import { History1764000000005 } from './5-history.js';
import { AuditChain1764000000006 } from './6-audit-chain.js';
import { Requests1764000000007 } from './7-requests.js';
import { Dependencies1764000000008 } from './8-dependencies.js';
import { Jobs1764000000009 } from './9-jobs.js';
import { Groups1764000000011 } from './11-groups.js';
import { Templates1764000000012 } from './12-templates.js';
import { Maintenance1764000000013 } from './13-maintenance.js';
import { ManyAtOnce1764000000014 } from './14-many-at-once.js';
import { TriggersOfMany1764000000015 } from './15-triggers-of-many.js';
import { MaintenanceLookedUp1764000000016 } from './16-maintenance-looked-up.js';
import { Discovery1764000000017 } from './17-discovery.js';
import { Credentials1764000000018 } from './18-credentials.js';
import { MasterKeys1764000000019 } from './19-master-keys.js';
import { HostKeys1764000000020 } from './20-host-keys.js';
import { Placements1764000000021 } from './21-placements.js';
import { Rotation1764000000022 } from './22-rotation.js';
import { Authorities1764000000023 } from './23-authorities.js';
import { Facts1764000000024 } from './24-facts.js';
import { MembershipsOfThePast1764000000025 } from './25-memberships-of-the-past.js';
import { CredentialCare1764000000026 } from './26-credential-care.js';
import { ChecksInOrder1764000000027 } from './27-checks-in-order.js';

/** In order. A migration that has been released is never edited. */
export const migrations = [
  People1764000000001,
  Inventory1764000000002,
  Health1764000000003,
  Search1764000000004,
  History1764000000005,
  AuditChain1764000000006,
  Requests1764000000007,
  Dependencies1764000000008,
  Jobs1764000000009,
  Groups1764000000011,
  Templates1764000000012,
  Maintenance1764000000013,
  ManyAtOnce1764000000014,
  TriggersOfMany1764000000015,
  MaintenanceLookedUp1764000000016,
  Discovery1764000000017,
  Credentials1764000000018,
  MasterKeys1764000000019,
  HostKeys1764000000020,
  Placements1764000000021,
  Rotation1764000000022,
  Authorities1764000000023,
  Facts1764000000024,
  MembershipsOfThePast1764000000025,
  CredentialCare1764000000026,
  ChecksInOrder1764000000027,
];
