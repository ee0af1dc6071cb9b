/** Somebody who is to get a new key. */
export interface Candidate {
  /** What fails together: a rack, a site, an environment. */
  place: string;
  /** Whether it can be expected to answer now. */
  isReachable: boolean;
}

/** `10%` of all, or a count. */
export type Share = string | number;
export const sharePattern = /^(0|[1-9]\d{0,6})%?$/;

export const usualWaves: readonly string[] = ['1%', '10%', '50%'];
export const usualBudget = '5%';

/**
 * Deals the servers into waves of these sizes; who is left over makes the last one. The first is the canary: it should be small,
 * and prove something, so those who do not answer stand at the end. Each wave is spread over the places as the fleet is.
 */
export function dealt<Server extends Candidate>(servers: readonly Server[], sizes: readonly Share[]): Server[][] {
  const order = [...spread(servers.filter(isReachable)), ...spread(servers.filter((each) => !isReachable(each)))];
  const waves: Server[][] = [];
  let from = 0;
  for (const size of [...sizes, '100%']) {
    const wave = order.slice(from, from + Math.max(1, shareOf(size, order.length, Math.ceil)));
    from += wave.length;
    if (wave.length > 0) waves.push(wave);
  }
  return waves;
}

/** How many may fail: the next one stops the roll-out. A share of few servers is still one. */
export function mostFailures(budget: Share, total: number): number {
  const most = shareOf(budget, total, Math.floor);
  return isShareOfAll(budget) && budget !== '0%' ? Math.max(1, most) : most;
}

function isReachable({ isReachable }: Candidate): boolean {
  return isReachable;
}

/** Each place's servers at even distances, so that every stretch of the order holds about its share of each place. */
function spread<Server extends Candidate>(servers: readonly Server[]): Server[] {
  const places = Map.groupBy(servers, ({ place }) => place);
  return [...places.values()]
    .flatMap((group) => group.map((server, at) => ({ server, position: (at + 0.5) / group.length })))
    .sort((a, b) => a.position - b.position)
    .map(({ server }) => server);
}

function shareOf(share: Share, total: number, rounded: (part: number) => number): number {
  const number = Number(String(share).replace('%', ''));
  return isShareOfAll(share) ? rounded((total * number) / 100) : number;
}

function isShareOfAll(share: Share): boolean {
  return String(share).endsWith('%');
}
