import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import type { Server } from 'node:http';
import { endingEvent } from './ending.js';

/** Answers that are held open until something happens: they end with their client, and with the program. */
@Injectable()
export class HeldAnswers implements OnModuleInit, OnModuleDestroy {
  private readonly ending = new AbortController();

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    (this.host.httpAdapter.getHttpServer() as Server).once(endingEvent, () => this.ending.abort());
  }

  onModuleDestroy(): void {
    this.ending.abort();
  }

  /** Comes when nobody waits for this answer any more, or nobody should. */
  whileOpen(response: Response): AbortSignal {
    const closed = new AbortController();
    // The client may have left while the gate still asked who it is.
    if (response.closed || response.destroyed) closed.abort();
    else response.once('close', () => closed.abort());
    return AbortSignal.any([closed.signal, this.ending.signal]);
  }
}
