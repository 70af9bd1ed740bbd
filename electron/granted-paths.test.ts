import { describe, expect, it } from 'vitest';
import { toProblem } from '../core/protocol/problems.ts';
import { GrantedPaths } from './granted-paths.ts';

function outcome(granted: GrantedPaths, paths: string[]): string {
  try {
    granted.check(paths);
    return 'may be read';
  } catch (error) {
    return toProblem(error).code;
  }
}

describe('granted paths', () => {
  it('lets through what was granted, letter by letter, and nothing beside or within it', () => {
    const granted = new GrantedPaths();
    granted.grant(['/home/ana/cats', '/home/ana/labels.csv']);
    expect(outcome(granted, ['/home/ana/labels.csv', '/home/ana/cats'])).toBe('may be read');
    for (const path of [
      '/home/ana',
      '/home/ana/cats/..',
      '/home/ana/cats/',
      '/home/ana/cats/tom.png',
      '/HOME/ANA/CATS',
      '',
    ])
      expect(outcome(granted, ['/home/ana/cats', path]), path).toBe('path-not-given');
  });

  it('forgets the oldest of very many, but not what was granted again', () => {
    const granted = new GrantedPaths();
    granted.grant(['/first', '/second']);
    granted.grant(['/first']);
    granted.grant(Array.from({ length: 49_999 }, (_, index) => `/many/${String(index)}`));
    expect(outcome(granted, ['/first', '/many/0'])).toBe('may be read');
    expect(outcome(granted, ['/second'])).toBe('path-not-given');
  });
});
