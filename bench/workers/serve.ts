import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Message } from '../contender.ts';

const requestSchema = z.object({ steps: z.number().int().positive() });

/**
 * The contender's side of bench/contender.ts, as bench/python/worker.py: ready once, then a line for every round, until standard input ends.
 * @param work does that many steps and answers the round's figures besides its seconds
 */
export async function serve(version: string, work: (steps: number) => Promise<Figures> | Figures): Promise<void> {
  say({ kind: 'ready', version });
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps } = requestSchema.parse(JSON.parse(line));
    const started = performance.now();
    const figures = await work(steps);
    say({ ...figures, seconds: (performance.now() - started) / 1000 });
  }
}

export type Figures =
  { readonly kind: 'round'; readonly images: number } | { readonly kind: 'peak'; readonly gflops: number };

function say(message: Message): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
