import { z } from 'zod';
import { runSpecSchema } from './run-spec.ts';

export const rateTestLimits = { steps: { min: 20, max: 10_000 }, rate: { min: 1e-12, max: 1e6 } } as const;

const rate = z.number().min(rateTestLimits.rate.min).max(rateTestLimits.rate.max);

/**
 * A learning-rate range test (Smith 2017, arXiv:1506.01186, section 3.3): a short training in which the rate grows from step to step, here by the same
 * factor each time.
 */
export const rateTestSchema = z
  .object({
    /** What is trained, from fresh weights; its own rate, schedule, warm-up, number of epochs and trained weights do not count. */
    spec: runSpecSchema,
    from: rate.default(1e-6),
    to: rate.default(10),
    steps: z.number().int().min(rateTestLimits.steps.min).max(rateTestLimits.steps.max).default(150),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'it is not above "from"' });
export type RateTest = z.infer<typeof rateTestSchema>;

export const rateCourseSchema = z.object({
  /** Of each step. */
  rates: z.array(z.number()),
  /** Mean loss over the step's batch, before the step. */
  losses: z.array(z.number()),
  /** It ended before its last step, since the loss grew out of bounds. */
  diverged: z.boolean(),
});
export type RateCourse = z.infer<typeof rateCourseSchema>;

/** Rate at a step (from 0) of a test. */
export function testedRate({ from, to, steps }: Pick<RateTest, 'from' | 'to' | 'steps'>, step: number): number {
  return from * (to / from) ** (step / (steps - 1));
}

/** Share of what was before in the running mean by which divergence is told. */
const keep = 0.9;
/** Of the lowest running mean, as a factor: where fastai's test ends too. */
const outOfBounds = 4;

/** Says for each loss that comes in whether the training has diverged. */
export function divergenceWatch(): (loss: number) => boolean {
  let mean = 0;
  let count = 0;
  let lowest = Infinity;
  return (loss) => {
    if (!Number.isFinite(loss)) return true;
    count += 1;
    mean = keep * mean + (1 - keep) * loss;
    // Without what it began with.
    const unbiased = mean / (1 - keep ** count);
    lowest = Math.min(lowest, unbiased);
    return unbiased > outOfBounds * lowest;
  };
}

export const rateTestRequests = {
  /** Trains for the test, beside whatever trains. One at a time: another ends the one before. */
  'rates.test': { input: rateTestSchema, output: rateCourseSchema },
  'rates.cancel': { input: z.undefined(), output: z.undefined() },
} as const;

export const rateTestNotices = {
  /** Steps done of a test. */
  'rates.progress': z.object({ done: z.number(), total: z.number() }),
} as const;
