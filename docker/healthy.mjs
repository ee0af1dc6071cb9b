/** Exit 0 when this container's server says that it and what it needs are well. */
const url = `http://127.0.0.1:${process.env.FLEET_PORT || 3000}/api/health/ready`;
try {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  if (!ok) console.error(`${url} answered ${status}.`);
  process.exit(ok ? 0 : 1);
} catch (fault) {
  console.error(`${url}: ${fault.cause?.message ?? fault.message}.`);
  process.exit(1);
}
