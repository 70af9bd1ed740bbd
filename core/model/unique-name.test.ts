import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from './limits.ts';
import { uniqueName } from './unique-name.ts';

describe('uniqueName', () => {
  it.each([
    ['LeNet', [], 'LeNet'],
    ['LeNet', ['LeNet'], 'LeNet 2'],
    ['LeNet', ['LeNet', 'LeNet 2', 'LeNet 4'], 'LeNet 3'],
    ['ResNet 20', ['ResNet 20'], 'ResNet 20 2'],
    ['网络', ['网络'], '网络 2'],
    // The same letters to a reader, composed and decomposed.
    ['caf\u00e9', ['cafe\u0301'], 'caf\u00e9 2'],
  ])('of %j beside %j is %j', (name, taken, expected) => {
    expect(uniqueName(name, taken)).toBe(expected);
  });

  it('is never taken, never too long, and never ends in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 260 }), fc.nat(12), (name, copies) => {
        const taken: string[] = [];
        for (let copy = 0; copy <= copies; copy += 1) taken.push(uniqueName(name, taken));
        expect(new Set(taken).size).toBe(taken.length);
        for (const one of taken) {
          expect(one.length).toBeLessThanOrEqual(limits.nameLength);
          expect(() => encodeURIComponent(one)).not.toThrow();
        }
      }),
    );
  });
});
