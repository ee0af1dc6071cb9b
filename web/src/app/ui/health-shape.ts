const disc = (radius: number) =>
  `M${5 - radius} 5a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;

const shapes: Record<string, string> = {
  healthy: disc(4.3),
  degraded: 'M5 .9 9.5 9H.5z',
  unhealthy: 'M1.8.8h6.4a1 1 0 0 1 1 1v6.4a1 1 0 0 1-1 1H1.8a1 1 0 0 1-1-1V1.8a1 1 0 0 1 1-1z',
};
const ring = disc(4);

/** The outline of a health within 10 by 10, as an SVG path: its form alone tells it from the others. What is unknown is a ring. */
export function healthShape(status: string): string {
  return shapes[status] ?? ring;
}
