import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LiveServers } from './live-servers.js';
import { ServerNews } from './news.js';
import { Server } from './server.entity.js';
import { ServersController } from './servers.controller.js';
import { ServersReader } from './servers.reader.js';
import { ServersService } from './servers.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Server])],
  controllers: [ServersController],
  providers: [ServersService, ServersReader, ServerNews, LiveServers],
  exports: [ServersService, ServersReader, ServerNews],
})
export class InventoryModule {}
