import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import presets from 'jest-preset-angular/presets/index.js';

/** The one that the console itself imports: other libraries may have brought a copy of their own, and two do not go together. */
const cdk = dirname(createRequire(import.meta.url).resolve('@angular/cdk/package.json'));

const preset = presets.createEsmPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' });

/** Pure modules and components, in jsdom, without a server. The stories in a real browser are in e2e/. */
export default {
  ...preset,
  rootDir: import.meta.dirname,
  moduleNameMapper: { ...preset.moduleNameMapper, '^@angular/cdk/([\\w/-]+)$': `${cdk}/fesm2022/$1.mjs` },
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  // A story in jsdom takes seconds where the machine has other things to do.
  testTimeout: 20_000,
  setupFilesAfterEnv: ['<rootDir>/src/test/setup.ts'],
};
