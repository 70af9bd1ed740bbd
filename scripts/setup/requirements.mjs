import { run } from './child.mjs';
import { SetupError } from './log.mjs';

const MINIMUM_NODE = 20;

/** How to get what is missing, per platform. */
const REMEDIES = {
  python: {
    linux: 'Install it, for example: sudo apt-get install python3 python3-pip',
    darwin: 'Install it, for example: brew install python3',
    win32: 'Install Python 3 from python.org and tick "Add python.exe to PATH".',
  },
  pip: {
    linux: 'Install it, for example: sudo apt-get install python3-pip',
    darwin: 'Install it with: python3 -m ensurepip --upgrade',
    win32: 'Install it with: py -3 -m ensurepip --upgrade',
  },
  compiler: {
    linux: 'Install it, for example: sudo apt-get install g++',
    darwin: 'Install it with: xcode-select --install',
    win32: 'Install the C++ workload of the Visual Studio Build Tools.',
  },
};

/** @param {keyof typeof REMEDIES} what @param {string} [platform] @returns {string} */
export function remedyFor(what, platform = process.platform) {
  const table = /** @type {Record<string, string>} */ (REMEDIES[what]);
  return table[platform] ?? table['linux'] ?? '';
}

/** @param {string} version Node's version without the v @throws {SetupError} when it is too old */
export function checkNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= MINIMUM_NODE) return;
  throw new SetupError(
    `Node ${version} is too old: Blockyard needs Node ${MINIMUM_NODE} or newer.`,
    `Install a current Node from nodejs.org (or with nvm: nvm install ${MINIMUM_NODE}), then run the same command again.`,
  );
}

/** @returns {string[][]} commands that may run Python */
function pythonCandidates() {
  return process.platform === 'win32' ? [['py', '-3'], ['python']] : [['python3'], ['python']];
}

/**
 * @param {string[]} candidate
 * @param {string[]} args
 * @returns {Promise<{code: number, stdout: string}>}
 */
function runPython([command = '', ...before], args) {
  return run(command, [...before, ...args]);
}

/** @returns {Promise<string[]>} the command that runs Python 3 @throws {SetupError} when there is none */
export async function findPython() {
  for (const candidate of pythonCandidates()) {
    const version = await runPython(candidate, ['-c', 'import sys; print(sys.version_info[0])']);
    if (version.code === 0 && version.stdout.trim() === '3') return candidate;
  }
  throw new SetupError('Python 3 with pip was not found: pip fetches TensorFlow.', remedyFor('python'));
}

/** @returns {Promise<string[]>} the command that runs pip, with its first arguments @throws {SetupError} when there is none */
export async function findPip() {
  const python = await findPython();
  if ((await runPython(python, ['-m', 'pip', '--version'])).code === 0) return [...python, '-m', 'pip'];
  throw new SetupError(
    "Python 3 is here, but its package installer pip isn't: it fetches TensorFlow.",
    remedyFor('pip'),
  );
}

/** @returns {Promise<string>} a C++17 compiler with the command line of g++ @throws {SetupError} when there is none */
export async function findCompiler() {
  const fromEnvironment = process.env['CXX'];
  const candidates =
    fromEnvironment === undefined || fromEnvironment === '' ? ['g++', 'clang++', 'c++'] : [fromEnvironment];
  for (const candidate of candidates) {
    const { code } = await run(candidate, ['--version']);
    if (code === 0) return candidate;
  }
  throw new SetupError(
    `No C++ compiler was found (looked for ${candidates.join(', ')}): it builds the link between Node and TensorFlow.`,
    remedyFor('compiler'),
  );
}

/**
 * Checks for everything at once, so that a person installs it in one go and before anything large is fetched.
 *
 * @param {{pip: boolean, compiler: boolean}} needs
 * @returns {Promise<void>}
 * @throws {SetupError} that names everything that is missing
 */
export async function checkTools(needs) {
  const results = await Promise.allSettled([
    ...(needs.pip ? [findPip()] : []),
    ...(needs.compiler ? [findCompiler()] : []),
  ]);
  const complaints = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const unexpected = complaints.find((complaint) => !(complaint instanceof SetupError));
  if (unexpected !== undefined) throw unexpected;
  if (complaints.length === 0) return;
  throw new SetupError(
    complaints.map((complaint) => complaint.message).join('\n'),
    'Then run the same command again. To do without native TensorFlow (slower), set BLOCKYARD_DEVICE=portable.',
  );
}
