import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LiveServers } from './live-servers.js';
import { ServerNews } from './news.js';
import { Server } from './server.entity.js';
import { ServersController } from './servers.controller.js';
import { ServersReader } from './servers.reader.js';
import { ServersService } from './servers.service.js';
import { ViewsController } from './views.controller.js';
import { View } from './views.entity.js';
import { ViewsService } from './views.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Server, View])],
  controllers: [ServersController, ViewsController],
  providers: [ServersService, ServersReader, ServerNews, LiveServers, ViewsService],
  exports: [ServersService, ServersReader, ServerNews],
})
export class InventoryModule {}
