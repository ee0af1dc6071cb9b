import presets from 'jest-preset-angular/presets/index.js';

/** Pure modules and components, in jsdom, without a server. The stories in a real browser are in e2e/. */
export default {
  ...presets.createEsmPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  // A story in jsdom takes seconds where the machine has other things to do.
  testTimeout: 20_000,
  setupFilesAfterEnv: ['<rootDir>/src/test/setup.ts'],
};
