/** TypeScript as it is built, but a file at a time and unchecked: `npm test` checks the types elsewhere. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

export default {
  maxWorkers: '100%',
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', rootDir: import.meta.dirname, testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'int',
      rootDir: import.meta.dirname,
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/postgres-server.mjs',
      globalTeardown: '<rootDir>/test/support/postgres-server-end.mjs',
    },
  ],
};
