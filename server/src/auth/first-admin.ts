import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '../audit/actor.js';
import { Ledger } from '../audit/ledger.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { generatedPassword, hashed } from './passwords.js';
import { UsersService } from './users.service.js';

const firstAdminLock = 4_716_003;

/** An installation without users gets one. A generated password is kept here, in memory, for the launcher to print once. */
@Injectable()
export class FirstAdmin implements OnModuleInit {
  /** Only set by the start that made it. */
  made: { email: string; password?: string } | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly ledger: Ledger,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.config.role === 'worker') return;
    const { email, password } = this.config.admin;
    await this.ledger.write(systemActor('first start'), null, async (write) => {
      await write.tx.query('SELECT pg_advisory_xact_lock($1)', [firstAdminLock]);
      const [{ exists }] = await write.tx.query<[{ exists: boolean }]>('SELECT EXISTS (SELECT FROM users)');
      if (exists) return;
      const generated = password ?? generatedPassword();
      const passwordHash = await hashed(generated);
      await this.users.insert(write, {
        email,
        name: 'Administrator',
        role: 'admin',
        passwordHash,
        mustChangePassword: !password,
      });
      this.made = { email, ...(password ? {} : { password: generated }) };
    });
  }
}
