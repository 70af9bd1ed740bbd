import { describe, expect, it } from 'vitest';
import { expectPrompt } from '../model/prompt.test-support.ts';
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
    '%s: refused at once, with the path',
    async (_, make, _code, path) => {
      const file = write('hostile.json', make());
      const { code, stderr } = await blockyard(...command, file);
      expect(code).toBe(2);
      expect(stderr).toContain(path === '' ? 'the document' : path);
      await expectPrompt(100, () => blockyard(...command, file));
    },
  );
});
