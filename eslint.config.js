import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Who may import whom (docs/decisions/20261121-layers.md): `forbidden` matches import paths. */
function layer(files, forbidden) {
  const patterns = [{ regex: forbidden, message: 'this folder may not import that one (docs/decisions)' }];
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules', '.flowrun'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-control-regex': 'off',
    },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  layer(['src/runtime/**/*.ts'], '/(cli|dsl|connectors|local-s3)/'),
  layer(
    ['src/dsl/**/*.ts'],
    '/(cli|connectors|local-s3)/|/runtime/(?!(api|registry|plan|pipeline|batch|errors|error-event)\\.ts$|value/|std/|regex/|extractors/)',
  ),
  layer(
    ['src/runtime/{codecs,preprocessors,postprocessors,std,operators,extractors}/**/*.ts'],
    '^\\.\\./\\.\\./|^\\.\\./(?!api\\.ts$|value/|inflate/|regex/|time/)',
  ),
  layer(['src/runtime/value/**/*.ts'], '^\\.\\./(?!errors\\.ts$|byte-writer\\.ts$)'),
  layer(['src/runtime/{regex,time}/**/*.ts'], '^\\.\\./(?!api\\.ts$|value/|regex/)'),
  layer(
    ['src/connectors/**/*.ts'],
    '/(cli|dsl|local-s3)/|/runtime/(?!api\\.ts$|value/|inflate/|regex/|time/)',
  ),
  layer(['src/local-s3/**/*.ts'], '/(cli|dsl|runtime|connectors)/'),
);
