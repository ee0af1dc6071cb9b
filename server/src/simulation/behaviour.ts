/** How a server answers for a while, as seen from outside. */
export type Behaviour =
  | { readonly kind: 'up' }
  /** No listener: every connection is refused. */
  | { readonly kind: 'down' }
  /** The health page takes this long; a bare connection does not, the kernel accepts it. */
  | { readonly kind: 'slow'; readonly latencyMs: number }
  | { readonly kind: 'error'; readonly status: 500 | 503; readonly body: string }
  /** Accepts, and never says a word. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'certificate'; readonly certificate: 'expiring' | 'expired' };

/** From this time on, in milliseconds since the script began, until the next turn. */
export interface Turn {
  readonly from: number;
  readonly behaviour: Behaviour;
}

export const up: Behaviour = { kind: 'up' };
export const down: Behaviour = { kind: 'down' };
