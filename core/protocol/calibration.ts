import { z } from 'zod';
import { workKinds, type WorkKind } from '../model/index.ts';
import { measuredTrainingSchema } from './measured-training.ts';
import { problemSchema } from './problems.ts';
import { backends } from './run-spec.ts';

/** Raised when the kinds of work, or the probes, change: an older calibration then says nothing about the newer model. */
export const calibrationVersion = 2;

const rate = z.number().min(0);

/** How fast one machine trains, as measured by the engine on small networks. */
export const calibrationSchema = z.object({
  version: z.literal(calibrationVersion),
  backend: z.enum(backends),
  /** As a run names it: "CPU, 2 threads". */
  device: z.string(),
  /** Of the libraries that computed, by name. */
  versions: z.record(z.string(), z.string()),
  /** Milliseconds since 1970, UTC. */
  measuredAt: z.number(),
  /** Seconds per unit of each kind of work. */
  secondsPer: z.object(
    Object.fromEntries(workKinds.map((kind) => [kind, rate])) as { [Kind in WorkKind]: typeof rate },
  ),
  /** Median of |predicted / measured - 1| over the measured networks. */
  error: z.number().min(0),
  /** Resident memory of an engine that has loaded its library and trains next to nothing, bytes. */
  baseBytes: z.number().min(0),
  /** Memory that a training can use at most: the machine's on a CPU, the card's on a graphics card; absent where it is not known. */
  deviceMemoryBytes: z.number().positive().optional(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/**
 * What is known of this machine's speed. `waiting`: a run trains, and the measurement starts when none does. `unavailable`: it failed, and nothing is
 * predicted; `problem` says why. A calibration from before stays while another is measured.
 */
export const calibrationStateSchema = z.object({
  status: z.enum(['none', 'waiting', 'measuring', 'ready', 'unavailable']),
  calibration: calibrationSchema.optional(),
  /** What has been trained here since, the newest first, by which predictions are corrected. */
  trainings: z.array(measuredTrainingSchema),
  problem: problemSchema.optional(),
});
export type CalibrationState = z.infer<typeof calibrationStateSchema>;
