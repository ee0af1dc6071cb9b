const rim = 2;

/** The SVG path through the values, oldest left, scaled to their own range; empty when there are not yet two. */
export function lineOf(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return '';
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  const points = values.map((value, i) => {
    const x = (i / (values.length - 1)) * width;
    const y = span === 0 ? height / 2 : height - rim - ((value - least) / span) * (height - 2 * rim);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

/** The same, closed along the foot. */
export function areaOf(values: readonly number[], width: number, height: number): string {
  const line = lineOf(values, width, height);
  return line && `${line}L${width} ${height}L0 ${height}Z`;
}
