import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkRoom, downloadWheel, explainPip, sha256Of, unpackWheel } from './download.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blockyard-download-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const wheel = { name: 'nothing', version: '1.0', file: 'nothing-1.0-py3-none-any.whl', size: 10, sha256: '' };

/** @param {Record<string, string>} members @returns {string} a zip file made by Python */
function zipWith(members) {
  const file = join(folder, 'some.whl');
  const program =
    'import sys,json,zipfile\nwith zipfile.ZipFile(sys.argv[1],"w") as z:\n for n,t in json.loads(sys.argv[2]).items(): z.writestr(n,t)';
  execFileSync('python3', ['-c', program, file, JSON.stringify(members)]);
  return file;
}

describe('downloading', () => {
  it('uses what is there when its sha256 is right, without a network', async () => {
    vi.stubEnv('PATH', '');
    const file = join(folder, wheel.file);
    writeFileSync(file, 'contents');
    const sha256 = createHash('sha256').update('contents').digest('hex');
    expect(await sha256Of(file)).toBe(sha256);
    expect(await downloadWheel({ ...wheel, sha256 }, folder)).toBe(file);
  });

  it('throws a damaged file away, and leaves nothing when pip can not fetch another', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.stubEnv('PIP_NO_INDEX', '1');
    writeFileSync(join(folder, wheel.file), 'damaged');
    await expect(downloadWheel({ ...wheel, sha256: '0'.repeat(64) }, folder)).rejects.toThrow(
      /nothing 1.0 could not be fetched/u,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so when the contents are not those that were locked', () => {
    const error = explainPip('ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', wheel);
    expect(error.message).toMatch(/sha256 differs/u);
  });

  it('says how much room is missing', () => {
    expect(() => checkRoom(folder, 1e18)).toThrow(/Not enough room .* 1000000000000.0 MB are needed/u);
    checkRoom(folder, 1);
  });
});

describe('unpacking', () => {
  it('writes the wanted members under their new names', async () => {
    const archive = zipWith({ 'a/lib/x.so': 'library', 'a/lib/x.py': 'python', 'b/y.h': 'header' });
    const target = join(folder, 'out');
    const rules = [
      { from: 'a/lib/', to: 'lib/', suffix: '.so' },
      { from: 'b/', to: 'include/' },
    ];
    expect(await unpackWheel(archive, target, rules)).toEqual({ files: 2, bytes: 13 });
    expect(readFileSync(join(target, 'lib', 'x.so'), 'utf8')).toBe('library');
    expect(readFileSync(join(target, 'include', 'y.h'), 'utf8')).toBe('header');
    expect(existsSync(join(target, 'lib', 'x.py'))).toBe(false);
  });

  it('refuses a member that would land outside', async () => {
    const archive = zipWith({ 'a/../../escaped': 'bad' });
    const unpacking = unpackWheel(archive, join(folder, 'out'), [{ from: 'a/', to: '' }]);
    await expect(unpacking).rejects.toThrow(/member outside the folder/u);
    expect(existsSync(join(folder, 'escaped'))).toBe(false);
  });
});
