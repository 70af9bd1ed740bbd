import { describe, expect, it } from 'vitest';
import { fastestOf } from '../model/cpu-time.test-support.ts';
import { refusedTexts } from '../model/hostile-texts.test-support.ts';
import { blockyard, useLibrary, write } from './in-process.test-support.ts';

useLibrary();

const commands: readonly (readonly string[])[] = [
  ['describe'],
  ['lint', '--json'],
  ['code'],
  ['explode'],
  ['diff', 'lenet5'],
  ['train'],
];
const isLarge = ([name]: (typeof refusedTexts)[number]): boolean => /^as many|million/u.test(name);

// They all read a file in the same way: the large ones are read by one of them.
describe.each(commands.map((command) => ({ command })))('a hostile file, in $command', ({ command }) => {
  it.each(refusedTexts.filter((text) => command[0] === 'describe' || !isLarge(text)))(
    '%s: refused within 100 ms, with the path',
    async (_, make, _code, path) => {
      const file = write('hostile.json', make());
      const { code, stderr } = await blockyard(...command, file);
      expect(code).toBe(2);
      expect(stderr).toContain(path === '' ? 'the document' : path);
      expect(await fastestOf(() => blockyard(...command, file), 100)).toBeLessThan(100);
    },
  );
});
