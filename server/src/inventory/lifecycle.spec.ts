import { lifecycles, moved, type Lifecycle } from './lifecycle.js';

const legal: Record<Lifecycle, Lifecycle[]> = {
  planned: ['provisioning', 'decommissioned'],
  provisioning: ['active', 'decommissioned'],
  active: ['draining'],
  draining: ['active', 'decommissioned'],
  decommissioned: ['provisioning'],
};
const pairs = lifecycles.flatMap((from) => lifecycles.map((to) => [from, to, legal[from].includes(to)] as const));

test.each(pairs.filter(([, , isLegal]) => isLegal))('%s may become %s', (from, to) => {
  expect(moved(from, to)).toBe(to);
});

test.each(pairs.filter(([, , isLegal]) => !isLegal))(
  '%s may not become %s, and the refusal names what is possible',
  (from, to) => {
    expect(() => moved(from, to)).toThrow(
      expect.objectContaining({ status: 409, code: 'server.illegal-move', extensions: { possible: legal[from] } }),
    );
  },
);
