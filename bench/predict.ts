import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { imageBudgetHere } from '../core/data/index.ts';
import { findPreset, inferArchitecture, presets, type Network } from '../core/model/index.ts';
import type { Calibration } from '../core/protocol/calibration.ts';
import { predictTraining } from '../core/protocol/prediction.ts';
import { defaultRecipe } from '../core/protocol/ready-experiment.ts';
import type { Recipe } from '../core/protocol/recipe.ts';
import { forkEngineHost, measureMachine } from '../core/runner/index.ts';
import { median } from './statistics.ts';

/** What a preset was predicted to need, and needed. */
export interface PredictedPreset {
  readonly preset: string;
  readonly batchSize: number;
  /** Images a second. */
  readonly rate: { readonly predicted: number; readonly measured: number };
  /** Bytes of the whole training process at its peak. */
  readonly memory: { readonly predicted: number; readonly measured: number };
}

export interface PredictionResult {
  readonly calibration: Calibration;
  readonly calibrationSeconds: number;
  readonly presets: readonly PredictedPreset[];
}

/** Images in the size of MNIST's, so that most of the time goes into the step. */
export const predictedData = { trainSize: 2048, validationSize: 512 } as const;
const target = { input: [28, 28, 1], classes: 10 } as const;

/** Promises: see `factors`. */
export const worstTimeFactor = 1.5;
export const typicalTimeFactor = 1.25;
export const worstMemoryFactor = 1.3;

/** @throws Error when there is no such preset */
export function predictedRun(name: string): { network: Network; recipe: Recipe } {
  const preset = findPreset(name);
  const network = preset && inferArchitecture(preset.architecture, target).network;
  if (network === undefined) throw new Error(`There is no preset ${name}.`);
  return { network, recipe: defaultRecipe(name) };
}

const trainedSchema = z.object({ secondsPerStep: z.number().positive(), peakBytes: z.number().positive() });

/** Measures the machine as the window does, predicts every preset, and then trains each in a process of its own. */
export async function measurePredictions(
  projectRoot: string,
  seconds: number,
  say: (line: string) => void,
): Promise<PredictionResult> {
  const began = performance.now();
  const engine = forkEngineHost(join(projectRoot, 'dist', 'engine.cjs'));
  const calibration = await measureMachine(engine, new AbortController().signal);
  const calibrationSeconds = (performance.now() - began) / 1000;
  say(`predict: measured the machine in ${calibrationSeconds.toFixed(1)} s`);
  const worker = join(dirname(fileURLToPath(import.meta.url)), 'workers', 'predicted.cjs');
  const results: PredictedPreset[] = [];
  for (const { name } of presets) {
    const { network, recipe } = predictedRun(name);
    const predicted = predictTraining({
      network,
      recipe,
      ...predictedData,
      calibration,
      // The prediction of what was never trained.
      trainings: [],
      machineMemoryBytes: totalmem(),
      imageBudgetBytes: imageBudgetHere(),
    });
    const { stdout } = await promisify(execFile)(process.execPath, [worker, name, String(seconds)]);
    const trained = trainedSchema.parse(JSON.parse(stdout.trim().split('\n').pop() ?? ''));
    const result = {
      preset: name,
      batchSize: recipe.batchSize,
      rate: {
        predicted: predicted.time?.imagesPerSecond ?? NaN,
        measured: recipe.batchSize / trained.secondsPerStep,
      },
      memory: { predicted: predicted.memoryBytes, measured: trained.peakBytes },
    };
    results.push(result);
    say(
      `predict: ${name}: ${result.rate.predicted.toFixed(0)} images/s predicted, ${result.rate.measured.toFixed(0)} measured`,
    );
  }
  return { calibration, calibrationSeconds, presets: results };
}

/** By what factor predictions were off, in either direction: 1 is exact. */
export function factors({ presets: rows }: PredictionResult): {
  readonly worstTime: number;
  readonly typicalTime: number;
  readonly worstMemory: number;
} {
  const off = ({ predicted, measured }: { predicted: number; measured: number }): number =>
    Math.max(predicted / measured, measured / predicted);
  const times = rows.map(({ rate }) => off(rate));
  return {
    worstTime: Math.max(...times),
    typicalTime: median(times),
    worstMemory: Math.max(...rows.map(({ memory }) => off(memory))),
  };
}
