import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './renderer/svelte.config.js';

const TYPED_PROJECTS = [
  'core/*/tsconfig.json',
  'electron/tsconfig.json',
  'renderer/tsconfig.json',
  'tsconfig.test.json',
];

/** Only the wrappers that check sender and payload may touch Electron's raw messages. */
const RAW_IPC = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer'],
  message: 'Use the contract map: electron/ipc.ts on the main side, the bridge of electron/preload.ts in the page.',
};

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: one name for one thing everywhere.',
};

export default tseslint.config(
  {
    ignores: ['dist/', 'release/', '.build/', 'node_modules/', 'test-results/', '**/.svelte-kit/', '**/.venv/'],
  },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT],
      'max-lines': ['warn', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: TYPED_PROJECTS, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['core/**/*.ts', 'electron/**/*.ts', 'e2e/**/*.ts', 'bench/**/*.ts'],
    languageOptions: { globals: globals.node },
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: [RAW_IPC] }] },
  },
  {
    files: ['electron/ipc.ts', 'electron/preload.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: ['renderer/**/*.{ts,svelte}'],
    ignores: ['renderer/vite.config.ts'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?:node:|electron$|@tensorflow/|(?:\\.\\./)+(?:electron|core/(?!model/|protocol/|analysis/)))',
              message: 'The page is sandboxed: of the app it imports only core/model, core/protocol and core/analysis.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
    rules: {
      // TypeScript resolves names itself (svelte-check), and a bindable prop is reassigned with `let`.
      'no-undef': 'off',
      'prefer-const': 'off',
    },
  },
  // After the block above, whose presets would else take the components' own parser away.
  svelte.configs.recommended,
  {
    files: ['**/*.test.ts', 'e2e/**/*.ts'],
    rules: { 'max-lines': ['warn', { max: 500, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['*.config.{js,ts}', 'renderer/*.config.{js,ts}', '**/*.{mjs,cjs,js}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Programs for the terminal.
    files: ['bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
);
