/**
 * Builds the images, brings docker-compose.yml up as a project of its own on a spare port, uses it as a person would, breaks
 * parts of it, and takes it down with all that it stored. Needs Docker with Compose, or podman with podman-compose.
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Stack } from './compose/stack.mjs';
import { stories } from './compose/stories.mjs';

/** @returns {Promise<{ passed: number, failed: number }>} */
export default async function composeTest() {
  const stack = await Stack.prepared();
  const seen = { stack };
  const count = { passed: 0, failed: 0 };
  try {
    for (const [promise, holds, isGround] of stories) {
      const beganAt = performance.now();
      try {
        await holds(seen);
        count.passed++;
        console.log(`✓ ${promise} (${((performance.now() - beganAt) / 1000).toFixed(1)} s)`);
      } catch (fault) {
        count.failed++;
        console.log(`✗ ${promise}\n${fault instanceof assert.AssertionError ? fault.message : fault.stack}`);
        await stack.showLogs();
        if (isGround) break; // nothing after it can be tried
      }
    }
  } finally {
    seen.live?.disconnect();
    await stack.remove();
  }
  return count;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = await composeTest();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
