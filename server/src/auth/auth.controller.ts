import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { requestIdOf } from '../http/request-id.js';
import { Answers } from '../http/swagger.js';
import { ChangePassword, Login, SignedIn, UserView } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { cookieName } from './presented.js';
import { Actor, Caller, type Principal } from './principal.js';
import { Public, Role } from '../http/role.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  @Answers({ summary: 'Sign in', ok: SignedIn, refuses: [400, 401, 429] })
  async login(
    @Body() { email, password }: Login,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    const stranger = {
      type: 'user',
      id: null,
      name: email,
      ip: request.ip ?? null,
      requestId: requestIdOf(request),
    } as const;
    const signedIn = await this.auth.login(stranger, email, password);
    response.cookie(cookieName, signedIn.accessToken, {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      path: '/',
      expires: new Date(signedIn.expiresAt),
    });
    return signedIn;
  }

  @Post('logout')
  @Role('viewer')
  @HttpCode(204)
  @Answers({ summary: 'End this session, its live sockets too', refuses: [400] })
  async logout(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.auth.logout(actor, caller);
    response.clearCookie(cookieName, { path: '/' });
  }

  @Get('me')
  @Role('viewer')
  @Answers({ summary: 'Who am I?', ok: UserView })
  me(@Caller() caller: Principal): Promise<UserView> {
    return this.auth.me(caller);
  }

  @Post('password')
  @Role('viewer')
  @HttpCode(204)
  @Answers({ summary: 'Change my password, which ends my other sessions', refuses: [400, 429] })
  changePassword(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Body() { current, next }: ChangePassword,
  ): Promise<void> {
    return this.auth.changePassword(actor, caller, current, next);
  }
}
