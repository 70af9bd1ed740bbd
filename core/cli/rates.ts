import { judgeRates } from '../analysis/index.ts';
import { rateTestSchema } from '../protocol/rate-test.ts';
import { invalidSetting } from '../protocol/setting-fault.ts';
import { forkEngineHost, RateFinder } from '../runner/index.ts';
import { libraryHome } from '../store/index.ts';
import { formatLoss } from './format.ts';
import { formatTable, print, printJson, tell } from './output.ts';
import { specOf } from './train-spec.ts';
import type { TrainOptions } from './train-options.ts';

export interface RatesOptions extends TrainOptions {
  readonly lowest: number;
  readonly highest: number;
  readonly steps: number;
}

/** Of the steps, so many are printed. */
const printed = 20;

/**
 * Trains shortly with a rate that grows, and prints the course of the loss and the rate that it suggests. Nothing is kept.
 * @throws BlockyardError invalid-run-spec, as `train` does before it begins, engine-out-of-memory, rate-test-failed
 */
export async function testRates(source: string, options: RatesOptions, json: boolean): Promise<void> {
  const { lowest: from, highest: to, steps } = options;
  const parsed = rateTestSchema.safeParse({ spec: await specOf(source, options), from, to, steps });
  if (!parsed.success) throw invalidSetting(parsed.error, '');
  const finder = new RateFinder({
    home: libraryHome(),
    engineHost: forkEngineHost(),
    onProgress: (done, total) => {
      if (done === Math.ceil(total / 2)) tell(`${String(done)} of ${String(total)} steps`);
    },
  });
  try {
    const course = await finder.test(parsed.data);
    const { smooth, suggestion } = judgeRates(course);
    if (json) {
      printJson({ ...course, smooth, suggestion: suggestion?.rate ?? null });
      return;
    }
    const every = Math.max(1, Math.ceil(course.rates.length / printed));
    const rows = course.rates.flatMap((rate, step) =>
      step % every === 0 || step === suggestion?.step
        ? [
            [
              rate.toExponential(1),
              formatLoss(smooth[step] ?? NaN),
              step === suggestion?.step ? 'falls the most steeply' : '',
            ],
          ]
        : [],
    );
    const columns = [{ title: 'Rate', align: 'right' }, { title: 'Loss', align: 'right' }, { title: '' }] as const;
    print(
      [
        formatTable(columns, rows),
        '',
        ...(course.diverged ? [`The loss grew out of bounds after ${String(course.rates.length)} steps.`] : []),
        suggestion === undefined
          ? 'The loss did not fall by more than noise, so no rate is suggested. Try more steps, or larger batches.'
          : `Suggested learning rate: ${String(suggestion.rate)}`,
      ].join('\n'),
    );
  } finally {
    finder.cancel();
  }
}
