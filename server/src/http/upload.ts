import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { BadRequest, ContentTooLarge, UnsupportedMediaType } from './domain-error.js';

/** The routes that read their body by themselves, in pieces, in whatever media type they know. */
const uploads = /^\/api\/v1\/servers\/import(\/preview)?\/?$/i;

/** How long a client may send nothing while it is being read. */
const idleMs = 120_000;

export function isUpload({ method, path }: Pick<Request, 'method' | 'path'>): boolean {
  return method === 'POST' && uploads.test(path);
}

/** A body that the route reads in its own time. */
export interface Upload {
  /** The media type without its parameters, in lower case; empty when none is said. */
  mediaType: string;
  /**
   * The body as it arrives: it is read no faster than it is asked for. What is left when nobody asks any more is
   * thrown away, so that a client that is still sending gets to read the answer.
   * @throws ContentTooLarge, and BadRequest when the client goes away
   */
  bytes(most: number): AsyncGenerator<Buffer>;
  /** The client is gone: nobody will read an answer. */
  isAbandoned(): boolean;
}

export const Uploaded = createParamDecorator((_: unknown, context: ExecutionContext): Upload => {
  const http = context.switchToHttp();
  return uploadOf(http.getRequest<Request>(), http.getResponse<Response>());
});

/** @throws UnsupportedMediaType for a text that is not UTF-8, and for a compressed one */
function uploadOf(request: Request, response: Response): Upload {
  const [mediaType = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim());
  const charset = parameters.map((each) => /^charset="?([^"]*)"?$/i.exec(each)?.[1]).find(Boolean);
  if (charset && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw unsupported(`The text must be UTF-8, not ${charset}.`, '/Content-Type');
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw unsupported(`The body must not be compressed (${encoding}).`, '/Content-Encoding');
  }
  return {
    mediaType: mediaType.toLowerCase(),
    bytes: (most) => bytesOf(request, most),
    isAbandoned: () => response.closed && !response.writableEnded,
  };
}

async function* bytesOf(request: Request, most: number): AsyncGenerator<Buffer> {
  const tooLarge = () =>
    new ContentTooLarge('http.content-too-large', `The body is larger than ${most.toLocaleString('en')} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
  request.setTimeout(idleMs);
  let read = 0;
  try {
    // Leaving the loop must not close the socket: the answer goes out through it.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes = chunk as Buffer;
      read += bytes.length;
      if (read > most) throw tooLarge();
      yield bytes;
    }
  } catch (error) {
    throw request.complete || error instanceof ContentTooLarge ? error : incomplete();
  } finally {
    request.resume();
  }
}

function incomplete(): BadRequest {
  return new BadRequest('http.incomplete', 'The client went away before the body was complete.');
}

function unsupported(message: string, pointer: string): UnsupportedMediaType {
  const code = 'http.unsupported-media-type';
  return new UnsupportedMediaType(code, message, [{ pointer, code, message }]);
}

const mostMs = 300_000;

/**
 * A body that is not an upload must have arrived after five minutes. Node's own limit (`requestTimeout`) is one for all routes and
 * would end an upload that is read slowly because its rows are written slowly.
 */
export function inTime(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !isUpload(request)) {
    const timer = setTimeout(() => request.complete || request.destroy(), mostMs);
    request.once('close', () => clearTimeout(timer));
  }
  next();
}
