import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { datasetSummary } from '../data/index.ts';
import { inferArchitecture, parseArchitecture, workKinds } from '../model/index.ts';
import { calibrationSchema, calibrationVersion, type CalibrationState } from '../protocol/calibration.ts';
import { predictTraining } from '../protocol/prediction.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { Calibrator, forkEngineHost, measureMachine, openRunner, type Runner } from './index.ts';

const runs = fileURLToPath(new URL('./__fixtures__/faulty-engine.cjs', import.meta.url));

const measured = {
  version: calibrationVersion,
  backend: 'js',
  device: 'CPU, 1 thread',
  versions: { tfjs: '4.22.0' },
  measuredAt: 7,
  secondsPer: Object.fromEntries(workKinds.map((kind) => [kind, 0.5])),
  error: 0.1,
  baseBytes: 1e8,
};

/** What measuring engines do; each is the program of a process. */
const answers = `process.on('message', () => process.send(${JSON.stringify({ kind: 'calibrated', calibration: measured })}, () => process.disconnect()))`;
const crashes = `process.on('message', () => process.abort())`;
const hangs = `process.on('message', () => { for (;;); })`;

let home = '';
let library: Library;
let runner: Runner;
let program = answers;
const states: CalibrationState['status'][] = [];
let calibrator: Calibrator;

const engineHost = {
  fork: () => {
    const entry = join(home, 'engine.cjs');
    writeFileSync(entry, program);
    return forkEngineHost(entry).fork();
  },
};

function open(): Calibrator {
  return new Calibrator({ library, runner, engineHost, onChange: ({ status }) => states.push(status) });
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-calibrator-'));
  library = openLibrary(home);
  runner = await openRunner({ library, engineHost: forkEngineHost(runs), timing: { stopGraceSeconds: 1 } });
  program = answers;
  states.length = 0;
  calibrator = open();
});
afterEach(async () => {
  calibrator.close();
  await runner.close();
  library.close();
  rmSync(home, { recursive: true, force: true });
});

async function until(status: CalibrationState['status']): Promise<void> {
  while (calibrator.state.status !== status) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('the speed of the machine', () => {
  it('is measured once, kept, and known from then on', async () => {
    expect(calibrator.state).toEqual({ status: 'none', trainings: [] });
    expect(calibrator.measure(false).status).toBe('measuring');
    await until('ready');
    expect(calibrator.state.calibration).toEqual(measured);
    expect(states).toEqual(['measuring', 'ready']);
    const later = open();
    expect(later.measure(false)).toEqual({ status: 'ready', calibration: measured, trainings: [] });
    later.close();
  });

  it('is not known after a crash, which is a state and is tried again only when asked', async () => {
    program = crashes;
    calibrator.measure(false);
    await until('unavailable');
    expect(calibrator.state.problem).toMatchObject({ code: 'measuring-failed', facts: { signal: 'SIGABRT' } });
    expect(calibrator.measure(false).status).toBe('unavailable');
    program = answers;
    calibrator.measure(true);
    await until('ready');
    program = crashes;
    calibrator.measure(true);
    await until('unavailable');
    expect(calibrator.state.calibration).toEqual(measured);
  });

  it('is not measured while a run trains: the run ends a measurement, which starts over afterwards', async () => {
    program = hangs;
    calibrator.measure(false);
    const { id } = await runner.start({ ...readyExperiment(), name: 'goes on until told' });
    await until('waiting');
    program = answers;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calibrator.measure(true).status).toBe('waiting');
    runner.kill(id);
    await until('ready');
    expect(states).toEqual(['measuring', 'waiting', 'measuring', 'ready']);
  });

  it('is given up after a while', async () => {
    program = hangs;
    await expect(measureMachine(engineHost, new AbortController().signal, 500)).rejects.toMatchObject({
      problem: { code: 'measuring-failed', facts: { detail: 'took-too-long' } },
    });
  });
});

describe('what runs show of the machine', () => {
  const epochs = async (name: string): Promise<string> => {
    const { id } = await runner.start({ ...readyExperiment(), name });
    await runner.wait(id);
    return id;
  };

  it('is kept when they have ended, told, and corrects the prediction of the same network', async () => {
    const id = await epochs('trains for two epochs');
    await vi.waitFor(() => {
      expect(calibrator.state.trainings).toMatchObject([
        { run: id, secondsPerEpoch: 2, batchSize: 64, trainSize: 6400 },
      ]);
    });
    // The ready experiment in about 2 s an epoch.
    const secondsPer = Object.fromEntries(workKinds.map((kind) => [kind, 2e-12]));
    const { data, recipe, architecture } = readyExperiment();
    const { shape, classes } = datasetSummary(data.dataset);
    const parsed = parseArchitecture(architecture);
    const network = parsed.ok && inferArchitecture(parsed.value, { input: shape, classes: classes.length }).network;
    if (!network) throw new Error('The ready experiment has no network.');
    const { time } = predictTraining({
      network,
      recipe,
      trainSize: 6400,
      validationSize: 640,
      calibration: calibrationSchema.parse({ ...measured, backend: 'compiled', device: 'none', secondsPer }),
      trainings: calibrator.state.trainings,
      machineMemoryBytes: 1e10,
      imageBudgetBytes: 1e9,
    });
    expect(time?.correctedBy?.run).toBe(id);
    expect(time?.secondsPerEpoch).toBeCloseTo(2, 6);
    runner.change([id], { name: 'Called otherwise' });
    expect(library.calibrations.trainings()).toMatchObject([{ name: 'Called otherwise' }]);
    runner.remove([id]);
    runner.erase([id]);
    expect(library.calibrations.trainings()).toEqual([]);
  });

  it('is nothing where they were too short, failed, or had others beside them', async () => {
    await epochs('none');
    await epochs('is killed');
    const { id } = await runner.start({ ...readyExperiment(), name: 'goes on until told' });
    const beside = await runner.start({ ...readyExperiment(), name: 'trains for two epochs' }, { beside: true });
    await runner.wait(beside.id);
    runner.kill(id);
    await runner.wait(id);
    expect(library.calibrations.trainings()).toEqual([]);
  });
});

describe('kept calibrations', () => {
  it('are one for each backend, device and versions, the newest of which counts', () => {
    const { calibrations } = library;
    const calibration = { ...measured, backend: 'js', secondsPer: measured.secondsPer } as never;
    const at = (measuredAt: number, device: string) => ({ ...(calibration as object), measuredAt, device }) as never;
    expect(calibrations.latest()).toBeUndefined();
    calibrations.keep(at(2, 'a'));
    calibrations.keep(at(5, 'b'));
    calibrations.keep(at(3, 'a'));
    expect(calibrations.latest()).toMatchObject({ measuredAt: 5, device: 'b' });
    calibrations.keep(at(9, 'a'));
    expect(calibrations.latest()).toMatchObject({ measuredAt: 9, device: 'a' });
  });
});
