import { Module } from '@nestjs/common';
import { InventoryModule } from '../../inventory/inventory.module.js';
import { Adoptions } from './adoptions.js';
import { DiscoveredKeys } from './discovered-keys.service.js';
import { HostKeyDecisions } from './host-key-decisions.service.js';
import { HostKeyField } from './host-key-field.js';
import { HostKeysController } from './host-keys.controller.js';
import { HostKeysReader } from './host-keys.reader.js';
import { HostKeys } from './host-keys.service.js';
import { KnownHostsFile } from './known-hosts-file.js';
import { KnownHostsImports } from './known-hosts-imports.service.js';
import { KnownHostsController } from './known-hosts.controller.js';
import { KnownServers } from './known-servers.js';

/** Which server it is that answers. */
@Module({
  imports: [InventoryModule],
  controllers: [HostKeysController, KnownHostsController],
  providers: [
    HostKeys,
    HostKeysReader,
    HostKeyDecisions,
    HostKeyField,
    Adoptions,
    KnownServers,
    KnownHostsFile,
    KnownHostsImports,
    DiscoveredKeys,
  ],
  exports: [HostKeys],
})
export class HostKeysModule {}
