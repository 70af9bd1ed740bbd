import { afterEach, expect, test } from 'vitest';
import { Contender, type ContenderSpec } from './contender.ts';

const started: Contender[] = [];

afterEach(() => {
  for (const contender of started.splice(0)) contender.stop();
});

function spec(script: string): ContenderSpec {
  return { library: 'stock', variant: 'default', command: process.execPath, args: ['-e', script] };
}

const ready = `console.log(JSON.stringify({ kind: 'ready', version: 'v1' }));`;

test('a contender gets ready and answers rounds', async () => {
  const answer = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) =>
    console.log(JSON.stringify({ kind: 'round', seconds: 0.5, images: 32 * JSON.parse(line).steps })));`;
  const contender = await Contender.start(spec(ready + answer));
  started.push(contender);
  expect(contender.version).toBe('v1');
  expect(await contender.round(3)).toEqual({ kind: 'round', seconds: 0.5, images: 96 });
  expect(await contender.round(5)).toEqual({ kind: 'round', seconds: 0.5, images: 160 });
});

test('one that ends before it is ready fails with what it wrote last', async () => {
  await expect(Contender.start(spec(`console.error('no such module'); process.exit(1);`))).rejects.toThrow(
    'no such module',
  );
});

test('one that dies in a round fails that round', async () => {
  const contender = await Contender.start(spec(`${ready} process.stdin.once('data', () => process.exit(3));`));
  started.push(contender);
  await expect(contender.round(1)).rejects.toThrow('it ended');
});

test('a program that does not exist fails', async () => {
  await expect(Contender.start({ ...spec(''), command: '/no/such/python' })).rejects.toThrow('ENOENT');
});
