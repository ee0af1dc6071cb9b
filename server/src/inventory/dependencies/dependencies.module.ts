import { Module, type OnModuleInit } from '@nestjs/common';
import { InventoryModule } from '../inventory.module.js';
import { Search } from '../search/search.service.js';
import { DependenciesController } from './dependencies.controller.js';
import { DependenciesService } from './dependencies.service.js';
import { dependencyFields } from './dependency-fields.js';
import { GraphReader } from './graph.reader.js';
import { ImpactReader } from './impact.reader.js';
import { NeighboursReader } from './neighbours.reader.js';

@Module({
  imports: [InventoryModule],
  controllers: [DependenciesController],
  providers: [DependenciesService, NeighboursReader, GraphReader, ImpactReader],
})
export class DependenciesModule implements OnModuleInit {
  constructor(private readonly search: Search) {}

  onModuleInit(): void {
    for (const [name, field] of Object.entries(dependencyFields)) this.search.register(name, field);
  }
}
