import { describe, expect, it } from 'vitest';
import { tensorBox } from './tensor-box.ts';

describe('tensorBox', () => {
  it('is as high as the map is, and wider with more channels', () => {
    const large = tensorBox([32, 32, 16], 32);
    const half = tensorBox([16, 16, 16], 32);
    const deep = tensorBox([16, 16, 256], 32);
    expect(large.height).toBeGreaterThan(half.height);
    expect(deep.width).toBeGreaterThan(half.width);
    expect(deep.height).toBe(half.height);
  });

  it('draws a vector as a flat bar and never fails on a single value', () => {
    expect(tensorBox([1], 28).height).toBeLessThan(10);
    expect(tensorBox([10], 1).faces).toHaveLength(3);
  });
});
