import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { AtMoment } from '../servers.dto.js';
import { AddDependency, DependenciesView, DependencyGraph, GraphQuery, Impact, Neighbour } from './dependencies.dto.js';
import { DependenciesService } from './dependencies.service.js';
import { GraphReader } from './graph.reader.js';
import { ImpactReader } from './impact.reader.js';
import { NeighboursReader } from './neighbours.reader.js';

@ApiTags('dependencies')
@Controller('servers/:id')
@Role('viewer')
export class DependenciesController {
  constructor(
    private readonly dependencies: DependenciesService,
    private readonly neighbours: NeighboursReader,
    private readonly graphs: GraphReader,
    private readonly impacts: ImpactReader,
  ) {}

  @Get('dependencies')
  @Answers({ summary: 'What a server needs and what needs it, one step', ok: DependenciesView, refuses: [400, 404] })
  list(@Param('id', Id) id: string, @Query() { asOf }: AtMoment): Promise<DependenciesView> {
    return this.neighbours.of(id, asOf);
  }

  @Post('dependencies')
  @Role('operator')
  @Answers({
    summary: 'Say that a server needs another one',
    description:
      'Refused with 409 when it is said already (`dependency.exists`), of itself (`dependency.self`), of or by a deleted server, ' +
      'and when it would close a cycle (`dependency.cycle`): `cycle` then lists `{id, hostname}` of every server on it, the first again at the end.',
    ok: Neighbour,
    status: 201,
    refuses: [400, 404, 409],
  })
  add(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() dependency: AddDependency): Promise<Neighbour> {
    return this.dependencies.add(actor, id, dependency);
  }

  @Delete('dependencies/:dependsOnId')
  @Role('operator')
  @HttpCode(204)
  @Answers({ summary: 'Say that a server no longer needs another one', refuses: [400, 404] })
  remove(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Param('dependsOnId', Id) dependsOnId: string,
  ): Promise<void> {
    return this.dependencies.remove(actor, id, dependsOnId);
  }

  @Get('graph')
  @Answers({ summary: 'The living servers around one, and their edges', ok: DependencyGraph, refuses: [400, 404] })
  graph(@Param('id', Id) id: string, @Query() query: GraphQuery): Promise<DependencyGraph> {
    return this.graphs.around(id, query);
  }

  @Get('impact')
  @Answers({ summary: 'What would be hit if a server failed', ok: Impact, refuses: [400, 404] })
  impact(@Param('id', Id) id: string, @Query() { asOf }: AtMoment): Promise<Impact> {
    return this.impacts.of(id, asOf);
  }
}
