import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InventoryModule } from '../inventory/inventory.module.js';
import { GroupDefinitions } from './definitions/group-definitions.js';
import { GroupNews } from './definitions/group-news.js';
import { GroupField } from './definitions/group-field.js';
import { Group } from './group.entity.js';
import { GroupsController } from './groups.controller.js';
import { GroupsReader } from './groups.reader.js';
import { GroupsService } from './groups.service.js';
import { GroupAction } from './membership/group-action.js';
import { GroupNamesReader } from './membership/group-names.reader.js';
import { MembersController } from './membership/members.controller.js';
import { GroupRevert } from './membership/group-revert.js';
import { MembershipChangeSets } from './membership/membership-traces.js';
import { WhyReader } from './membership/why.reader.js';
import { DriftReader } from './templates/drift.reader.js';
import { TemplateAction } from './templates/template-action.js';
import { TemplateField } from './templates/template-field.js';
import { TemplateServersController } from './templates/template-servers.controller.js';
import { Template } from './templates/template.entity.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TemplatesReader } from './templates/templates.reader.js';
import { TemplatesService } from './templates/templates.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Group, Template]), InventoryModule],
  controllers: [GroupsController, MembersController, TemplatesController, TemplateServersController],
  providers: [
    GroupDefinitions,
    GroupField,
    GroupNews,
    GroupsReader,
    GroupsService,
    GroupAction,
    GroupNamesReader,
    GroupRevert,
    MembershipChangeSets,
    WhyReader,
    TemplatesReader,
    TemplatesService,
    TemplateAction,
    TemplateField,
    DriftReader,
  ],
})
export class GroupsModule {}
