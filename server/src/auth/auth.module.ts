import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { AuthService } from './auth.service.js';
import { DeclaredRoles } from './declared-roles.js';
import { FirstAdmin } from './first-admin.js';
import { LoginThrottle } from './login-throttle.js';
import { Session } from './session.entity.js';
import { Sessions } from './sessions.js';
import { Token } from './token.entity.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';
import { User } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([User, Session, Token]), DiscoveryModule],
  controllers: [AuthController, UsersController, TokensController],
  providers: [
    AuthService,
    UsersService,
    TokensService,
    Sessions,
    LoginThrottle,
    FirstAdmin,
    DeclaredRoles,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [Sessions],
})
export class AuthModule {}
