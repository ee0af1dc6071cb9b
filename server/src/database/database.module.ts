import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Beat } from './beat.js';
import { optionsFor } from './data-source.js';
import { Feed } from './feed.js';
import { Lookout } from './lookout.js';
import { Sequencer } from './sequencer.js';
import { Signals } from './signals.js';
import { Sql } from './sql.js';

@Global()
@Module({})
export class DatabaseModule {
  static at(databaseUrl: string, poolSize: number): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({ ...optionsFor(databaseUrl, poolSize), autoLoadEntities: true, retryAttempts: 0 }),
      ],
      providers: [{ provide: 'DATABASE_URL', useValue: databaseUrl }, Beat, Sql, Signals, Lookout, Sequencer, Feed],
      exports: ['DATABASE_URL', Beat, Sql, Signals, Lookout, Feed],
    };
  }
}
