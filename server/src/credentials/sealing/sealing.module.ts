import { Module } from '@nestjs/common';
import { CONFIG } from '../../config/config.module.js';
import { Canary } from './canary.js';
import { masterKeysOf } from './configured.js';
import { MasterKeyController } from './master-key.controller.js';
import { MasterKeyReader } from './master-key.reader.js';
import { MasterKeys } from './master-keys.js';
import { Secrets } from './secrets.js';
import { SelfTest } from './self-test.js';

/** What must not be read by whoever has the database. */
@Module({
  controllers: [MasterKeyController],
  providers: [
    { provide: MasterKeys, useFactory: masterKeysOf, inject: [CONFIG] },
    Secrets,
    Canary,
    MasterKeyReader,
    SelfTest,
  ],
  exports: [Secrets],
})
export class SealingModule {}
