import presets from 'jest-preset-angular/presets/index.js';

/** Pure modules and components, in jsdom, without a server. The stories in a real browser are in e2e/. */
export default {
  ...presets.createEsmPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  setupFilesAfterEnv: ['<rootDir>/src/test/setup.ts'],
};
