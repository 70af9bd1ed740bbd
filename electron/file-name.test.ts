import { describe, expect, it } from 'vitest';
import { fileName } from './file-name.ts';

describe('fileName', () => {
  it.each([
    ['ResNet-18 copy', 'ResNet-18 copy'],
    ['网络 2', '网络 2'],
    ['../../etc/passwd', '-..-etc-passwd'],
    ['a\\b:c*d?"e<f>g|h', 'a-b-c-d-e-f-g-h'],
    ['.hidden. ', 'hidden'],
    ['line\nbreak\0\u202etxt', 'linebreaktxt'],
    ['con', 'con-'],
    ['COM1', 'COM1-'],
    ['  ', 'network'],
    ['...', 'network'],
    ['', 'network'],
  ])('makes %j %j', (name, expected) => {
    expect(fileName(name)).toBe(expected);
  });

  it('fits every file system, without half a letter at the end', () => {
    for (const letter of ['a', '网', '𝕹', '👩‍🔬']) {
      const name = fileName(letter.repeat(200));
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      expect(() => encodeURIComponent(name)).not.toThrow();
      expect(name.length).toBeGreaterThan(40);
    }
  });
});
