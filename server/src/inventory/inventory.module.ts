import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Blueprints } from './blueprints.js';
import { BulkActions } from './bulk/bulk-actions.js';
import { BulkController } from './bulk/bulk.controller.js';
import { BulkJob } from './bulk/bulk-job.js';
import { BulkService } from './bulk/bulk.service.js';
import { ChangeSetKinds } from './bulk/change-set-kinds.js';
import { ChangeSets } from './bulk/change-sets.js';
import { ChangeSetsController } from './bulk/change-sets.controller.js';
import { ChangeSetsReader } from './bulk/change-sets.reader.js';
import { ChangeSetsService } from './bulk/change-sets.service.js';
import { Undertakings } from './bulk/undertakings.js';
import { HeldAnswers } from '../http/held-answers.js';
import { EventsController } from './events.controller.js';
import { EventsReader } from './events.reader.js';
import { EventsService } from './events.service.js';
import { EventStreams } from './events.streams.js';
import { FacetsController } from './facets.controller.js';
import { FacetsService } from './facets.service.js';
import { ExportController } from './transfer/export/export.controller.js';
import { ExportReader } from './transfer/export/export.reader.js';
import { ExportsService } from './transfer/export/exports.service.js';
import { FilesService } from './transfer/import/files.service.js';
import { ImportController } from './transfer/import/import.controller.js';
import { Imports } from './transfer/import/imports.service.js';
import { Previews } from './transfer/preview/previews.service.js';
import { LiveServers } from './live-servers.js';
import { ServerNews } from './news.js';
import { PastServers } from './past-servers.reader.js';
import { SearchController } from './search/search.controller.js';
import { Search } from './search/search.service.js';
import { TextIndex } from './search/text-index.js';
import { ValuesService } from './search/values.service.js';
import { Server } from './server.entity.js';
import { ServerGroups } from './server-groups.js';
import { ServersController } from './servers.controller.js';
import { ServersReader } from './servers.reader.js';
import { ServersService } from './servers.service.js';
import { Totals } from './totals.js';
import { TagUses } from './tag-uses.js';
import { TagsController } from './tags.controller.js';
import { TagsService } from './tags.service.js';
import { ViewsController } from './views.controller.js';
import { View } from './views.entity.js';
import { ViewsService } from './views.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Server, View])],
  // What stands under /servers/bulk, /servers/export, /servers/import and /servers/facets is not the server of that id.
  controllers: [
    BulkController,
    ChangeSetsController,
    EventsController,
    ExportController,
    FacetsController,
    ImportController,
    SearchController,
    ServersController,
    TagsController,
    ViewsController,
  ],
  providers: [
    ServersService,
    ServersReader,
    Search,
    ValuesService,
    FacetsService,
    Totals,
    ServerNews,
    LiveServers,
    PastServers,
    EventsReader,
    EventsService,
    EventStreams,
    HeldAnswers,
    Blueprints,
    ServerGroups,
    BulkActions,
    BulkJob,
    BulkService,
    ChangeSetKinds,
    ChangeSets,
    ChangeSetsReader,
    ChangeSetsService,
    Undertakings,
    TagUses,
    TextIndex,
    TagsService,
    ExportReader,
    ExportsService,
    FilesService,
    Imports,
    Previews,
    ViewsService,
  ],
  exports: [
    Search,
    Totals,
    ServersService,
    ServersReader,
    ServerGroups,
    ServerNews,
    Blueprints,
    BulkActions,
    BulkService,
    ChangeSetKinds,
    ChangeSets,
    Undertakings,
  ],
})
export class InventoryModule {}
