import { Body, Controller, Get, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { etagOf, isUnchanged } from '../../http/etag.js';
import { Id } from '../../http/id.pipe.js';
import { IfNoneMatch } from '../../http/if-match.js';
import { PageQuery } from '../../http/page.js';
import { Public, Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { RevocationLists, type PublishedList } from './revocation-lists.js';
import { DownloadOpened, RevocationPage, Revoke, Revoked } from './revocations.dto.js';
import { RevocationsReader } from './revocations.reader.js';
import { RevocationsService } from './revocations.service.js';

const list = {
  text: ['application/octet-stream'],
  description:
    'For `RevokedKeys` of sshd, and `ssh-keygen -Q`. One list for all authorities that replaced each other; without what has expired.',
  refuses: [400, 404],
};

@ApiTags('authorities')
@Controller('authorities/:id')
@Role('viewer')
export class RevocationsController {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly reader: RevocationsReader,
    private readonly lists: RevocationLists,
  ) {}

  @Get('revocations')
  @Answers({
    summary: 'What was revoked without naming one certificate, newest first',
    ok: RevocationPage,
    refuses: [400, 404],
  })
  all(@Param('id', Id) id: string, @Query() query: PageQuery): Promise<RevocationPage> {
    return this.reader.list(id, query);
  }

  @Post('revocations')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Revoke a key, a fingerprint, a key id, or serials',
    description:
      'Also what nobody signed yet: no certificate is signed for a key that is revoked. One of `publicKey`, `fingerprint`, `keyId`, `serials`.',
    ok: Revoked,
    refuses: [400, 404],
  })
  revoke(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() request: Revoke): Promise<Revoked> {
    return this.revocations.revoke(actor, id, request);
  }

  @Get('krl')
  @Answers({ summary: 'The revocation list, in OpenSSH’s form', ...list })
  async krl(
    @Param('id', Id) id: string,
    @Res({ passthrough: true }) response: Response,
    @IfNoneMatch() ifNoneMatch?: string,
  ): Promise<StreamableFile | undefined> {
    return published(response, await this.lists.of(id), ifNoneMatch);
  }

  @Post('krl-download')
  @Role('admin')
  @HttpCode(200)
  @Answers({
    summary: 'Open a path from which servers fetch the list without signing in',
    description: 'The path is shown once; asked again, there is a new one and the former one ends.',
    ok: DownloadOpened,
    refuses: [400, 404],
  })
  openDownload(@Actor() actor: ActorOf, @Param('id', Id) id: string): Promise<DownloadOpened> {
    return this.lists.openDownload(actor, id);
  }

  /** Whoever has the token is let in by it, to this list and to nothing else. */
  @Get('krl/:token')
  @Public()
  @Answers({ summary: 'The revocation list, for servers: by the path that was opened', ...list })
  async download(
    @Param('id', Id) id: string,
    @Param('token') token: string,
    @Res({ passthrough: true }) response: Response,
    @IfNoneMatch() ifNoneMatch?: string,
  ): Promise<StreamableFile | undefined> {
    return published(response, await this.lists.download(id, token), ifNoneMatch);
  }
}

function published(
  response: Response,
  { version, content }: PublishedList,
  ifNoneMatch: string | undefined,
): StreamableFile | undefined {
  if (ifNoneMatch !== undefined && isUnchanged(response, ifNoneMatch, version)) return undefined;
  response.setHeader('ETag', etagOf(version));
  return new StreamableFile(content, { type: 'application/octet-stream', length: content.length });
}
