import stylistic from '@stylistic/eslint-plugin';
import typescript from '@typescript-eslint/eslint-plugin';
import parser from '@typescript-eslint/parser';
import imports from 'eslint-plugin-import';
import globals from 'globals';
import { ZONES } from './build-tools/layout.mjs';

const IGNORED = ['lib/', 'dist*/', 'coverage/', '.cache/', '**/node_modules/', '**/*.d.ts', 'test/languages/', 'bin/'];

/** What cannot be broken into two lines. */
const UNBREAKABLE = { ignoreUrls: true, ignoreRegExpLiterals: true };

/** What pods run: a change of its bytes rolls them, so it waits for one that does something. */
const IN_MANIFESTS = ['assets/mcp-client.cjs', 'assets/smoke-test.cjs', 'assets/install/link-npm.cjs'];

const CONDITIONAL_SPREAD = 'cdk8s drops undefined: write `key: condition ? value : undefined`, or nonEmpty() for lists';
const PROGRAM_IN_TEXT = 'a program is a file in assets/ with a test of its own: read it with readAsset()';
/** Beginnings of lines in JavaScript, Python and shell that no other text has. */
const CODE = [
  '#!',
  'import [^;]+ from [\'"]',
  '(?:const|let|var) .+ = require\\(',
  'from [\\w.]+ import ',
  'def \\w+\\(.*\\):',
  'set -[a-z]*e',
  'trap ',
  'if \\[ ',
].join('|');
/** A text of several lines, one of which is code; and one line that is a module. */
const PROGRAM = `/(?:^|\\n)\\s*(?:${CODE}).*\\n|\\n\\s*(?:${CODE})/`;
const MODULE = '/^(?:data:text.javascript|import [^;]+ from [\'"]node:)/';

const TYPE_IMPORT = 'write a plain import: circles are counted with the imports of types';

/** How code reads, in every language of the repository that is JavaScript underneath. */
const READING = {
  '@stylistic/max-len': ['error', { code: 120, ...UNBREAKABLE }],
  '@stylistic/max-statements-per-line': ['error', { max: 1 }],
  'complexity': ['error', 12],
  'max-params': ['error', 4],
  'max-statements': ['error', 20],
  'no-nested-ternary': 'error',
  'no-restricted-syntax': [
    'error',
    { selector: 'SpreadElement > ConditionalExpression.argument', message: CONDITIONAL_SPREAD },
    { selector: 'SpreadElement > LogicalExpression[operator="&&"].argument', message: CONDITIONAL_SPREAD },
  ],
  'curly': 'error',
  'dot-notation': 'error',
  'no-bitwise': 'error',
  'no-unused-vars': ['error', { args: 'none' }],
  'import/no-duplicates': 'error',
  'import/order': ['error', { groups: ['builtin', 'external'], alphabetize: { order: 'asc', caseInsensitive: true } }],
};

const TYPES = {
  'no-unused-vars': 'off',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-require-imports': 'error',
  '@typescript-eslint/no-shadow': 'error',
  '@typescript-eslint/return-await': 'error',
  '@typescript-eslint/member-ordering': [
    'error',
    {
      default: [
        'public-static-field',
        'public-static-method',
        'protected-static-field',
        'protected-static-method',
        'private-static-field',
        'private-static-method',
        'field',
        'constructor',
        'method',
      ],
    },
  ],
};

const LIBRARY = {
  'max-lines': ['error', 300],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  'import/no-cycle': 'error',
  'import/no-default-export': 'error',
  'import/no-extraneous-dependencies': ['error', { devDependencies: false, peerDependencies: true }],
  'import/no-restricted-paths': ['error', { basePath: '.', zones: ZONES }],
  'no-restricted-syntax': [
    ...READING['no-restricted-syntax'],
    { selector: 'ImportDeclaration[importKind="type"][source.value=/^\\./]', message: TYPE_IMPORT },
    { selector: 'ImportSpecifier[importKind="type"]', message: TYPE_IMPORT },
    { selector: `TemplateElement[value.cooked=${PROGRAM}]`, message: PROGRAM_IN_TEXT },
    { selector: `Literal[value=${PROGRAM}]`, message: PROGRAM_IN_TEXT },
    { selector: `TemplateElement[value.cooked=${MODULE}]`, message: PROGRAM_IN_TEXT },
    { selector: `Literal[value=${MODULE}]`, message: PROGRAM_IN_TEXT },
  ],
};

export default [
  { ignores: IGNORED },
  {
    files: ['**/*.{ts,mjs,cjs}'],
    plugins: { '@stylistic': stylistic, 'import': imports },
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: { ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: {
      'import/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import/resolver': { typescript: { project: './tsconfig.json' } },
    },
    rules: READING,
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': typescript },
    languageOptions: {
      parser,
      parserOptions: { project: ['./tsconfig.json', './test/tsconfig.json', './projenrc/tsconfig.json'] },
    },
    rules: TYPES,
  },
  { files: ['src/**/*.ts'], rules: LIBRARY },
  {
    files: IN_MANIFESTS,
    rules: {
      '@stylistic/max-len': 'off',
      '@stylistic/max-statements-per-line': 'off',
      'complexity': ['error', 14],
      'no-restricted-syntax': 'off',
    },
  },
];
