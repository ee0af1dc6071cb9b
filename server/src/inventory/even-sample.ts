const phases = 2 ** 20;

/** So many give a share to within a percent, and are read in a moment. */
const wanted = 20_000;

/**
 * The condition of an even sample of about 20,000 of the servers that match, which are about `total`: a range of phases,
 * over which the ids are dealt evenly. The same servers every time, so counts do not flicker.
 */
export function sampled(total: number): string {
  return `fleet_phase(s.id) < ${Math.round(phases * shareOf(total))}`;
}

/** How much of `total` such a sample is. */
export function shareOf(total: number): number {
  return Math.ceil(phases * Math.min(1, wanted / Math.max(1, total))) / phases;
}
