import { Module } from '@nestjs/common';
import { DependenciesController } from './dependencies.controller.js';
import { DependenciesService } from './dependencies.service.js';
import { GraphReader } from './graph.reader.js';
import { ImpactReader } from './impact.reader.js';
import { NeighboursReader } from './neighbours.reader.js';

@Module({
  controllers: [DependenciesController],
  providers: [DependenciesService, NeighboursReader, GraphReader, ImpactReader],
})
export class DependenciesModule {}
