import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Dialler } from './dialler.js';
import { Names } from './names.js';
import { ProbePolicy } from './policy.js';

/** The one way out, for every room that looks at the network. */
@Module({
  providers: [
    {
      provide: Dialler,
      inject: [CONFIG],
      useFactory: ({ probe, dnsServers, authorities }: Config) =>
        new Dialler(new ProbePolicy(probe), new Names(dnsServers), authorities),
    },
  ],
  exports: [Dialler],
})
export class ProbingModule {}
