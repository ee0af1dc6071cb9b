/** Stories in a real Chromium, against what was built: `server/dist` and `web/dist`. One at a time; each file has a fleet of its own. */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/*.spec.ts'],
  testTimeout: 90_000,
  maxWorkers: 1,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
