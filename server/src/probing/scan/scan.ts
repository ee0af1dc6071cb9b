/** What a scan of one block of addresses found of one address that answered. */
export interface ScannedHost {
  address: string;
  /** In order of number, with the time that the connection took. */
  open: { port: number; connectMs: number }[];
  /** Ports that refused: somebody is there. */
  closed: number;
  /** Ports that nothing was heard of, however often they were asked. */
  silent: number;
}

/** How complete a scan is: every probe ends as one of the four. */
export interface Recall {
  /** Address and port, each once. */
  probes: number;
  open: number;
  closed: number;
  /** Nothing was heard, at an address where nothing else was heard either: there is probably nobody. */
  silent: number;
  /** Nothing was heard, at an address where somebody is: a firewall, or loss. */
  givenUp: number;
  /** Connections that were tried beyond the first of each probe. */
  retries: number;
  /** Answers that only a retry brought: what was lost on the way, as a share of what was answered. */
  loss: number;
  /** What could not be looked at: refused by the probe policy, or our own trouble. */
  refused: number;
}
