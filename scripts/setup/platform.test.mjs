import { describe, expect, it } from 'vitest';
import { lockedDownloads, platformTagOf } from './download.mjs';
import { chooseTensorFlow, PLATFORMS, platformRow } from './platform.mjs';

describe('platform table', () => {
  it('locks a wheel for every native source, each for that platform', () => {
    for (const row of PLATFORMS) {
      for (const source of [row.tensorflow, row.tensorflowGpu]) {
        if (source === undefined || source.kind === 'portable') continue;
        const [tensorflow, ...others] = lockedDownloads(source.downloads);
        expect(tensorflow?.name).toMatch(/^tensorflow/u);
        expect(others.every((wheel) => wheel.name.startsWith('nvidia-'))).toBe(true);
        const os = row.id.startsWith('darwin') ? /^macosx_.*_arm64$/u : /^manylinux/u;
        expect(platformTagOf(tensorflow?.file ?? '')).toMatch(os);
      }
    }
  });

  it('pins every download by a full sha256 and its size', () => {
    const keys = PLATFORMS.flatMap(({ fallbackElectron, tensorflow, tensorflowGpu }) => [
      ...(fallbackElectron === undefined ? [] : [fallbackElectron]),
      ...[tensorflow, tensorflowGpu].flatMap((source) => (source?.kind === 'native' ? [source.downloads] : [])),
    ]);
    expect(keys.length).toBeGreaterThan(3);
    for (const wheel of keys.flatMap(lockedDownloads)) {
      expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/u);
      expect(wheel.size).toBeGreaterThan(1e6);
      expect(wheel.file).toContain(wheel.version);
    }
  });

  it('uses the GPU only where there is one, unless the person says otherwise', () => {
    const row = platformRow('linux', 'x64');
    expect(chooseTensorFlow(row, true, undefined)).toMatchObject({ device: 'gpu' });
    expect(chooseTensorFlow(row, false, undefined)).toMatchObject({ device: 'cpu' });
    expect(chooseTensorFlow(row, true, 'cpu')).toMatchObject({ device: 'cpu' });
    expect(chooseTensorFlow(row, false, 'portable')).toMatchObject({ kind: 'portable' });
    expect(chooseTensorFlow(platformRow('linux', 'arm64'), true, undefined)).toMatchObject({ device: 'cpu' });
  });

  it('goes on with the portable executor on a platform it does not know', () => {
    expect(platformRow('freebsd', 'x64').tensorflow).toMatchObject({
      kind: 'portable',
      reason: 'there is no TensorFlow wheel for freebsd-x64',
    });
  });
});

it('reads the platform tag of a wheel with several', () => {
  expect(platformTagOf('a_b-1.0-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl')).toBe('manylinux2014_x86_64');
});
