import { describe, expect, it } from 'vitest';
import { predictionsCsv, ranked } from './predictions-csv.ts';

describe('predictions', () => {
  it('become a table that no spreadsheet runs', () => {
    const csv = predictionsCsv(
      [
        { name: '=cmd,"x".png', probabilities: Float32Array.of(0.25, 0.75) },
        { name: 'b.png', refusal: { reason: 'truncated', detail: 'of 9 bytes' } },
      ],
      ['cat', 'big, dog'],
    );
    expect(csv.split('\n')).toEqual([
      'file,predicted,confidence,p(cat),"p(big, dog)",refused',
      '"\'=cmd,""x"".png","big, dog",0.75,0.25,0.75,',
      'b.png,,,,,it ends before the picture does (of 9 bytes)',
      '',
    ]);
  });

  it('are ranked, equal ones by their place', () => {
    expect(ranked(Float32Array.of(0.25, 0.5, 0.25)).map(({ index }) => index)).toEqual([1, 0, 2]);
  });
});
