import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCodecs, startCodecs, type Codecs } from './codecs.ts';
import { decodePicture } from './decode.ts';
import { PictureRefused } from './picture.ts';
import { writePictures } from './pictures.test-support.ts';

let codecs: Codecs;
/** One good file of every format. */
const files = new Map<string, Uint8Array>();
beforeAll(async () => {
  codecs = await startCodecs(await readCodecs());
  const scratch = mkdtempSync(join(tmpdir(), 'blockyard-decode-'));
  const { folder, entries } = writePictures(scratch, 60, 3);
  for (const format of ['jpg', 'png', 'bmp', 'gif']) {
    const entry = entries.find(({ name, size }) => size !== undefined && name.endsWith(`.${format}`));
    files.set(format, readFileSync(join(folder, entry?.name ?? '')));
  }
  rmSync(scratch, { recursive: true, force: true });
}, 120_000);

const decode = (bytes: Uint8Array): ReturnType<typeof decodePicture> => decodePicture(bytes, codecs, () => undefined);

describe.each(['jpg', 'png', 'bmp', 'gif'] as const)('a %s file', (format) => {
  const good = (): Uint8Array => files.get(format) ?? new Uint8Array(0);

  it('is decoded or refused with a reason, whatever is changed in its header', { timeout: 60_000 }, async () => {
    const changes = fc.array(fc.tuple(fc.nat(63), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const bytes = Uint8Array.from(good());
        for (const [at, value] of all) bytes[at] = value;
        const outcome = await decode(bytes).catch((error: unknown) => error);
        if (outcome instanceof PictureRefused) return;
        expect(outcome).toMatchObject({ width: expect.any(Number) as number, height: expect.any(Number) as number });
      }),
      { numRuns: 150 },
    );
    // Whatever came before, a good one is read as ever.
    await expect(decode(good())).resolves.toHaveProperty('data');
  });

  it('is refused at any length but its own', { timeout: 60_000 }, async () => {
    const { length } = good();
    for (let step = 0; step < 40; step += 1) {
      const cut = good().subarray(0, Math.floor((length - 20) * (step / 40)));
      const reason = await decode(cut).catch((error: unknown) =>
        error instanceof PictureRefused ? error.reason : error,
      );
      expect(['empty', 'not-an-image', 'truncated', 'corrupt']).toContain(reason);
      if (cut.length > 8) expect(['truncated', 'corrupt']).toContain(reason);
    }
  });
});

it('reserves what a picture unpacks to, and refuses a bomb before that', async () => {
  const reserved: number[] = [];
  const png = Buffer.from(files.get('png') ?? new Uint8Array(0));
  const { width, height } = await decodePicture(png, codecs, (pixels) => reserved.push(pixels));
  expect(reserved).toEqual([width * height]);
  png.writeUInt32BE(10_001, 16);
  png.writeUInt32BE(10_000, 20);
  const bomb = decodePicture(png, codecs, (pixels) => reserved.push(pixels));
  await expect(bomb).rejects.toMatchObject({
    reason: 'too-large',
    detail: { facts: { width: 10_001, height: 10_000 } },
  });
  expect(reserved).toHaveLength(1);
});
