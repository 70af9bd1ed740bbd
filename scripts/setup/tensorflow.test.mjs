import { expect, it } from 'vitest';
import { releaseAddress } from './electron.mjs';
import { compilerArguments } from './tensorflow.mjs';

const places = { headers: '/headers', runtime: '/cache/tensorflow', output: '/out/tfjs_binding.node' };

it('lets the addon find its library in a checkout and in a packaged app, wherever they lie', () => {
  const linux = compilerArguments('linux', places);
  expect(linux).toContain('-Wl,-rpath,$ORIGIN/../../deps/lib');
  expect(linux).toContain('-Wl,-rpath,$ORIGIN/../../../../../../tensorflow');
  const mac = compilerArguments('darwin', places);
  expect(mac).toContain('-Wl,-rpath,@loader_path/../../deps/lib');
  expect(mac.some((argument) => argument.endsWith('libtensorflow_cc.2.dylib'))).toBe(true);
});

it('asks the mirror that a person names, else the release host', () => {
  expect(releaseAddress('45.4.1', { ELECTRON_MIRROR: 'https://mirror.test/electron/' })).toBe(
    'https://mirror.test/electron/v45.4.1/SHASUMS256.txt',
  );
  expect(releaseAddress('45.4.1', {})).toMatch(/^https:.*\/v45\.4\.1\/SHASUMS256\.txt$/u);
});
