import { existsSync, readdirSync } from 'node:fs';

/**
 * Where TensorFlow's libraries come from, per platform. `tried` says whether somebody has run it there; docs/install.md
 * repeats it for people.
 *
 * @typedef {object} NativeSource
 * @property {'native'} kind
 * @property {string} downloads key of the wheels in downloads.lock.json
 * @property {'gpu' | 'cpu'} device
 * @property {boolean} tried
 *
 * @typedef {object} PortableSource
 * @property {'portable'} kind
 * @property {string} reason why there is no native TensorFlow, as the end of "because ..."
 * @property {boolean} tried
 *
 * @typedef {NativeSource | PortableSource} TensorFlowSource
 *
 * @typedef {object} Platform
 * @property {string} id Node's `process.platform`-`process.arch`
 * @property {string} title
 * @property {TensorFlowSource} tensorflow on a machine with no NVIDIA GPU
 * @property {TensorFlowSource} [tensorflowGpu] on a machine with one
 * @property {string} [fallbackElectron] key of the development-only Electron in downloads.lock.json
 */

/** @type {readonly Platform[]} */
export const PLATFORMS = [
  {
    id: 'linux-x64',
    title: 'Linux x86-64',
    tensorflow: { kind: 'native', downloads: 'tensorflow-linux-x64-cpu', device: 'cpu', tried: true },
    tensorflowGpu: { kind: 'native', downloads: 'tensorflow-linux-x64-gpu', device: 'gpu', tried: false },
    fallbackElectron: 'electron-linux-x64-fallback',
  },
  {
    id: 'linux-arm64',
    title: 'Linux arm64',
    tensorflow: { kind: 'native', downloads: 'tensorflow-linux-arm64-cpu', device: 'cpu', tried: false },
  },
  {
    id: 'darwin-arm64',
    title: 'macOS arm64',
    tensorflow: { kind: 'native', downloads: 'tensorflow-darwin-arm64-cpu', device: 'cpu', tried: false },
  },
  {
    id: 'win32-x64',
    title: 'Windows x64',
    tensorflow: {
      kind: 'portable',
      reason: "TensorFlow's Windows wheel has no library that its C interface can be linked to",
      tried: false,
    },
  },
];

/**
 * @param {string} platform Node's `process.platform`
 * @param {string} arch Node's `process.arch`
 * @returns {Platform} a row of the table, or one that only has the portable executor
 */
export function platformRow(platform, arch) {
  const id = `${platform}-${arch}`;
  const row = PLATFORMS.find((candidate) => candidate.id === id);
  if (row !== undefined) return row;
  const reason = `there is no TensorFlow wheel for ${id}`;
  return { id, title: id, tensorflow: { kind: 'portable', reason, tried: false } };
}

/** @returns {boolean} whether an NVIDIA GPU and its driver are present (Linux) */
export function hasNvidiaGpu() {
  if (process.platform !== 'linux') return false;
  if (existsSync('/dev/nvidia0')) return true;
  try {
    if (readdirSync('/proc/driver/nvidia/gpus').length > 0) return true;
  } catch {
    // The driver is not loaded.
  }
  // Windows Subsystem for Linux hands the GPU through without a device file.
  return existsSync('/dev/dxg') && existsSync('/usr/lib/wsl/lib/libcuda.so.1');
}

/**
 * The source to use here. `BLOCKYARD_DEVICE=cpu|gpu|portable` overrides what is detected.
 *
 * @param {Platform} row
 * @param {boolean} gpu whether an NVIDIA GPU is present
 * @param {string | undefined} wanted value of BLOCKYARD_DEVICE
 * @returns {TensorFlowSource}
 */
export function chooseTensorFlow(row, gpu, wanted) {
  if (wanted === 'portable') return { kind: 'portable', reason: 'BLOCKYARD_DEVICE asks for it', tried: true };
  const useGpu = wanted === 'gpu' || (wanted !== 'cpu' && gpu);
  return useGpu && row.tensorflowGpu !== undefined ? row.tensorflowGpu : row.tensorflow;
}
