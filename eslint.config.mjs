import js from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

const typescriptFiles = ['**/*.ts'];
const testFiles = ['**/*.spec.ts', 'server/test/**', 'web/src/test/**', 'web/e2e/**'];

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/.angular/',
    '**/coverage/',
    '.nx/',
    '.cache/',
    '.fleet/',
    'web/src/app/api/schema.ts',
  ]),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: { eqeqeq: ['error', 'always', { null: 'ignore' }], 'no-var': 'error', 'prefer-const': 'error' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'fetch',
          'module',
          'require',
          'performance',
          'Buffer',
          'setTimeout',
          'clearTimeout',
        ]
          .concat('setInterval', 'clearInterval', 'AbortSignal', 'AbortController')
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: typescriptFiles,
    extends: [typescript.configs.strictTypeChecked, typescript.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A number in a sentence needs no String().
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Nest's modules and Angular's roots are classes with nothing in them.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An event handler may be async: its failure is then an unhandled rejection, which is what a bug should be.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // Small interfaces are taken apart where they are used; what they hold are functions that know no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Index signatures are read with brackets, which says that a name may be missing.
      '@typescript-eslint/dot-notation': 'off',
      // Said where it is certain; the compiler keeps the rest.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // A wire class is a shape with descriptions, filled by literals and spreads; nobody asks what it is an instance of.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // `request<void>()` says that there is no answer.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true, boolean: true } }],
    },
  },
  {
    files: testFiles,
    rules: {
      // What an answer holds is the test's to find out.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['web/src/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'fleet', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'fleet', style: 'camelCase' }],
    },
  },
  {
    files: ['web/src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    // A page that only asks who is there begins with that question.
    rules: { '@angular-eslint/template/no-autofocus': 'off' },
  },
  {
    // Each of them reads the environment because it is what makes the rest of it.
    files: ['server/src/**/*.ts'],
    ignores: ['server/src/main.ts', 'server/src/keys.ts', 'server/src/simulation/main.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config reads the environment; ask for the Config.' },
      ],
    },
  },
);
