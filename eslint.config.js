// SPDX-License-Identifier: MIT
// @ts-check
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Every rule that is not as its preset has it carries its reason.
export default defineConfig(
  { ignores: ['build/**', 'node_modules/**', '*.js'] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Numbers read well in messages, and their text is never a surprise.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => stream.write(text)` and `return fail(text)` are plain; no-misused-promises guards what matters.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // The runner of the tests returns a promise per test that it awaits itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
      // A union is exhausted by `satisfies never`, which the rule does not know.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
    },
  },
);
