/**
 * Who may import whom: docs/adr and the folders of the house. A room lists what it may import; anything else in the
 * project is an error, so a new room has to be added here before anything can use it.
 */

/** @type {Record<string, string[]>} */
const MAY_IMPORT = {
  'core/model': [],
  'core/protocol': ['core/model'],
  'core/analysis': ['core/model', 'core/protocol'],
  'core/compiler': ['core/model', 'core/protocol'],
  'core/data': ['core/model', 'core/protocol'],
  'core/engine': ['core/compiler', 'core/data', 'core/export', 'core/protocol', 'core/model'],
  'core/store': ['core/protocol', 'core/model'],
  'core/runner': ['core/store', 'core/protocol', 'core/analysis', 'core/data', 'core/export', 'core/model'],
  'core/export': ['core/compiler', 'core/data', 'core/protocol', 'core/model'],
  'core/cli': ['core/runner', 'core/store', 'core/data', 'core/export', 'core/analysis', 'core/protocol', 'core/model'],
  electron: ['core/runner', 'core/store', 'core/data', 'core/export', 'core/protocol', 'core/model'],
  renderer: ['core/analysis', 'core/model', 'core/protocol'],
};

/** Rooms that run anywhere: no Node, no DOM. Of packages: the schema library, statistics, and protobuf where the graph is written. */
const PURE = {
  'core/model': ['zod'],
  'core/protocol': ['zod'],
  'core/analysis': ['jstat'],
  'core/compiler': ['protobufjs'],
};

const TESTS = '\\.test(?:-support)?\\.ts$';

/** @param {string} room @param {string[]} allowed */
function roomRule(room, allowed) {
  return {
    name: `${room}-imports`,
    comment: `${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}.`,
    severity: 'error',
    from: { path: `^${room}/`, pathNot: TESTS },
    to: {
      path: '^(?:core/|electron/|renderer/|e2e/|bench/|scripts/)',
      pathNot: [room, ...allowed].map((name) => `^${name}/`),
    },
  };
}

/** @param {string} room @param {string[]} packages */
function pureRule(room, packages) {
  return {
    name: `${room}-is-pure`,
    comment: `${room} runs in every process: no built-in of Node, and of packages only ${packages.join(', ')}.`,
    severity: 'error',
    from: { path: `^${room}/`, pathNot: TESTS },
    to: {
      dependencyTypesNot: ['local', 'type-only'],
      pathNot: ['^core/', ...packages.map((name) => `^node_modules/${name}/`)],
    },
  };
}

module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([room, allowed]) => roomRule(room, allowed)),
    ...Object.entries(PURE).map(([room, packages]) => pureRule(room, packages)),
    {
      name: 'no-electron-or-svelte-in-core',
      comment: 'core knows nothing of the window.',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '(?:^|node_modules/)(?:electron|svelte|@sveltejs)(?:/|$)' },
    },
    {
      name: 'no-node-in-the-page',
      comment: 'The page is sandboxed.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: [TESTS, '^renderer/[^/]+\\.config\\.'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-tensorflow-in-the-page-or-main',
      comment: 'TensorFlow is loaded by the engine alone, in a process of its own.',
      severity: 'error',
      from: { pathNot: ['^core/engine/', TESTS] },
      to: { path: '(?:^|node_modules/)@tensorflow/' },
    },
    {
      name: 'sqlite-only-in-the-store',
      comment: 'core/store is the only place that touches SQLite.',
      severity: 'error',
      from: { pathNot: ['^core/store/', TESTS] },
      to: { path: '(?:^|node_modules/)libsql(?:/|$)' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle hides who owns what. Components may contain each other: a tree of blocks is recursive.',
      severity: 'error',
      from: { pathNot: '\\.svelte$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: { pathNot: '\\.svelte$' },
      to: { couldNotResolve: true, pathNot: '^\\$|\\?' },
    },
    {
      name: 'no-tests-in-the-app',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { path: TESTS },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:dist|release|\\.build)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.cjs'],
      conditionNames: ['import', 'svelte', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
