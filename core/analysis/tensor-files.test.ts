import { describe, expect, it } from 'vitest';
import { npyFile, tensorCsv } from './tensor-files.ts';

describe('a tensor', () => {
  const tensor = { shape: [2, 1, 3], values: Float32Array.of(0.5, -1, 0, 1e-8, 2, 3) };

  it('as a NumPy file has a header that NumPy reads, on a multiple of 64 bytes', () => {
    const file = npyFile(tensor);
    const length = new DataView(file.buffer).getUint16(8, true);
    const header = new TextDecoder().decode(file.subarray(10, 10 + length));
    expect([...file.subarray(0, 8)]).toEqual([0x93, 78, 85, 77, 80, 89, 1, 0]);
    expect((10 + length) % 64).toBe(0);
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 1, 3,\), \} *\n$/);
    expect([...new Float32Array(file.slice(10 + length).buffer)]).toEqual([...tensor.values]);
    expect(new TextDecoder().decode(npyFile({ shape: [3], values: Float32Array.of(1, 2, 3) }))).toContain('(3,)');
  });

  it('as a table has a column for each value of its last axis', () => {
    expect(tensorCsv(tensor)).toBe('axis0,axis1,0,1,2\n0,0,0.5,-1,0\n1,0,9.99999994e-9,2,3\n');
    expect(tensorCsv({ shape: [2], values: Float32Array.of(4, 5) })).toBe('axis0,value\n0,4\n1,5\n');
  });
});
