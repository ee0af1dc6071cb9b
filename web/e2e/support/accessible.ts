import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Axe {
  run(within: Document | string, options: object): Promise<AxeResults>;
}

/** What WCAG 2.2 AA finds wrong with what is on the screen, or within a part of it, one line each. */
export async function faultsOf(page: Page, within?: string): Promise<string[]> {
  await isStill(page);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    ({ part, runOnly }) => (globalThis as unknown as { axe: Axe }).axe.run(part ?? document, { runOnly }),
    { part: within, runOnly: rules },
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes
      // What floats is outside of the landmarks; its own role says what it is.
      .filter(({ target }) => !(id === 'region' && target.join() === '.cdk-overlay-container'))
      .map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** What fades in has less contrast until it is there. What moves for ever is not waited for. */
async function isStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(ending.map((each) => each.finished.catch(() => undefined)));
  });
}
