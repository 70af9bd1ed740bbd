import { describe, expect, it } from 'vitest';
import { channelTiles, kernelTiles, mostTiles } from './tiles.ts';

describe('tiles', () => {
  it('are the channels of a feature map', () => {
    const tiles = channelTiles([2, 1, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(tiles).toMatchObject({ count: 3, height: 2, width: 1 });
    expect([...tiles.values]).toEqual([1, 4, 2, 5, 3, 6]);
    expect(channelTiles([4], Float32Array.of(1, 2, 3, 4))).toMatchObject({ count: 1, height: 1, width: 4 });
    expect(channelTiles([1, 1, 1000], new Float32Array(1000)).count).toBe(mostTiles);
  });

  it('are the slices of every filter of a kernel', () => {
    // [1, 2, 2, 3]: place, input, filter.
    const tiles = kernelTiles(
      [1, 2, 2, 3],
      Float32Array.from({ length: 12 }, (_, at) => at),
    );
    expect(tiles).toMatchObject({ count: 6, slices: 2, height: 1, width: 2 });
    expect([...(tiles?.values ?? [])]).toEqual([0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11]);
    expect(kernelTiles([1, 1, 4, 4], new Float32Array(16))).toBeUndefined();
    expect(kernelTiles([4, 4], new Float32Array(16))).toBeUndefined();
  });
});
