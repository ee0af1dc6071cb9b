const phases = 2 ** 20;

/**
 * The condition of an even sample of about `wanted` of the servers that match, which are about `total`: a range of phases, over
 * which the ids are dealt evenly. The same servers every time, so counts do not flicker. 20,000 give a share to within a percent.
 */
export function sampled(total: number, wanted = 20_000): string {
  return `fleet_phase(s.id) < ${Math.round(phases * shareOf(total, wanted))}`;
}

/** How much of `total` such a sample is. */
export function shareOf(total: number, wanted: number): number {
  return Math.ceil(phases * Math.min(1, wanted / Math.max(1, total))) / phases;
}
