import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InventoryModule } from '../inventory/inventory.module.js';
import { DriftReader } from './templates/drift.reader.js';
import { TemplateAction } from './templates/template-action.js';
import { TemplateField } from './templates/template-field.js';
import { TemplateServersController } from './templates/template-servers.controller.js';
import { Template } from './templates/template.entity.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TemplatesReader } from './templates/templates.reader.js';
import { TemplatesService } from './templates/templates.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Template]), InventoryModule],
  controllers: [TemplatesController, TemplateServersController],
  providers: [TemplatesReader, TemplatesService, TemplateAction, TemplateField, DriftReader],
})
export class GroupsModule {}
