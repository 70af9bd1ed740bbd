import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workKinds } from '../model/index.ts';
import { calibrationVersion, type CalibrationState } from '../protocol/calibration.ts';
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
    expect(calibrator.state).toEqual({ status: 'none' });
    expect(calibrator.measure(false).status).toBe('measuring');
    await until('ready');
    expect(calibrator.state.calibration).toEqual(measured);
    expect(states).toEqual(['measuring', 'ready']);
    const later = open();
    expect(later.measure(false)).toEqual({ status: 'ready', calibration: measured });
    later.close();
  });

  it('is not known after a crash, which is a state and is tried again only when asked', async () => {
    program = crashes;
    calibrator.measure(false);
    await until('unavailable');
    expect(calibrator.state.problem).toMatchObject({ code: 'measuring-failed' });
    expect(String(calibrator.state.problem?.facts['detail'])).toMatch(/SIGABRT/);
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
      problem: { code: 'measuring-failed', facts: { detail: 'it took too long' } },
    });
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
