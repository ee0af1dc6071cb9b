import { inRoot } from '../places.mjs';
import { runGates } from './gates.mjs';
import { runSuite } from './suites.mjs';

const server = (project) => ['--config', 'server/jest.config.mjs', '--selectProjects', project];

/** In the order in which they run: what fails soonest goes first. A separate one only runs when it is asked for. */
export const layers = {
  gates: { builds: ['server'], programs: [], run: runGates },
  unit: {
    builds: [],
    programs: [],
    run: async (context) => {
      await runSuite('Unit tests of the server', server('unit'), context);
      await runSuite('Tests of the console', [], context, inRoot('web'));
    },
  },
  int: {
    builds: ['server'],
    programs: [
      ...['redis-server', 'sshd', 'nmap', 'nginx', 'openssl', 'ping', 'python3', 'ip'],
      ...['busybox', 'tcsh', 'original-awk'],
    ],
    run: (context) => runSuite('Integration tests', server('int'), context),
  },
  e2e: {
    builds: ['server', 'web'],
    programs: ['redis-server', 'chromium', 'openssl'],
    run: (context) => runSuite('Stories in the browser', ['--config', 'web/e2e/jest.config.mjs'], context),
  },
  compose: {
    builds: [],
    programs: [],
    isSeparate: true,
    run: async ({ tally }) => {
      const { default: composeTest } = await import('../compose-test.mjs');
      const { passed, failed } = await composeTest();
      tally.passed(passed);
      for (let count = 0; count < failed; count++) tally.failed('The containers');
    },
  },
};
