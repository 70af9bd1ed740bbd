import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkNode, checkTools, findCompiler, findPython, remedyFor } from './requirements.mjs';

afterEach(() => vi.unstubAllEnvs());

describe('requirements', () => {
  it('refuses an old Node and says what to do', () => {
    expect(() => checkNode('18.20.0')).toThrow(
      /Node 18.20.0 is too old: Blockyard needs Node 20 or newer.\n.*nodejs.org/u,
    );
    checkNode('20.0.0');
    checkNode('24.1.0');
  });

  it('says how to get a compiler or Python where there is none', async () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('CXX', '');
    await expect(findCompiler()).rejects.toThrow(/No C\+\+ compiler was found .*\n/u);
    await expect(findPython()).rejects.toThrow(/Python 3 with pip was not found/u);
  });

  it('names everything that is missing at once', async () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('CXX', '');
    await expect(checkTools({ pip: true, compiler: true })).rejects.toThrow(/Python 3 with pip[^]*No C\+\+ compiler/u);
    await checkTools({ pip: false, compiler: false });
  });

  it('uses the compiler that CXX names', async () => {
    vi.stubEnv('CXX', process.execPath);
    expect(await findCompiler()).toBe(process.execPath);
  });

  it('has advice for every platform', () => {
    expect(remedyFor('compiler', 'darwin')).toContain('xcode-select');
    expect(remedyFor('compiler', 'freebsd')).toBe(remedyFor('compiler', 'linux'));
  });
});
