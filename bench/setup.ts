import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const pythonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('here'), command: z.string() }),
  z.object({ kind: z.literal('missing'), why: z.string() }),
]);

/** What scripts/bench.mjs found and made before it started this program. */
const setupSchema = z.object({
  projectRoot: z.string(),
  cacheFolder: z.string(),
  python: z.object({ keras: pythonSchema, torch: pythonSchema }),
  electron: z.object({ executable: z.string(), version: z.string(), args: z.array(z.string()) }).optional(),
});
export type Setup = z.infer<typeof setupSchema>;
export type PythonHere = z.infer<typeof pythonSchema>;

/** @param folder where the bundle of this program lies */
export function readSetup(folder: string): Setup {
  return setupSchema.parse(JSON.parse(readFileSync(join(folder, 'setup.json'), 'utf8')));
}
