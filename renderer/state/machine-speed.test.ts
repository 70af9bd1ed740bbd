import { describe, expect, it } from 'vitest';
import { findPreset, inferArchitecture, workKinds } from '../../core/model/index.ts';
import { calibrationVersion, type CalibrationState } from '../../core/protocol/calibration.ts';
import { recipeSchema } from '../../core/protocol/recipe.ts';
import type { Api } from '../api/client.ts';
import { MachineSpeed } from './machine-speed.svelte.ts';
import type { Session } from './session.svelte.ts';

const ready: CalibrationState = {
  status: 'ready',
  calibration: {
    version: calibrationVersion,
    backend: 'compiled',
    device: 'CPU',
    versions: {},
    measuredAt: 0,
    secondsPer: Object.fromEntries(workKinds.map((kind) => [kind, 1e-9])) as NonNullable<
      CalibrationState['calibration']
    >['secondsPer'],
    error: 0,
    baseBytes: 4e8,
  },
  trainings: [],
};

const preset = findPreset('resnet20');
const network = preset && inferArchitecture(preset.architecture, { input: [28, 28, 1], classes: 10 }).network;

function open(answer: () => Promise<CalibrationState>) {
  const asked: unknown[] = [];
  let tell: (state: CalibrationState) => void = () => undefined;
  const api = {
    request: (name: string, input: unknown) => {
      asked.push([name, input]);
      return answer();
    },
    subscribe: (_: string, listener: (state: CalibrationState) => void) => {
      tell = listener;
      return () => undefined;
    },
  } as unknown as Api;
  const machine = new MachineSpeed(api, {
    info: { memoryBytes: 2 ** 34, imageBudgetBytes: 2 ** 31 },
  } as unknown as Session);
  const predict = () =>
    network && machine.predict(network, recipeSchema.parse({}), { trainSize: 60_000, validationSize: 10_000 });
  return {
    machine,
    asked,
    tell: (state: CalibrationState) => {
      tell(state);
    },
    predict,
  };
}

describe('the speed of the machine, in the page', () => {
  it('is asked for once, and times come with the notice that it is measured', async () => {
    const { machine, asked, tell, predict } = open(() => Promise.resolve({ status: 'measuring', trainings: [] }));
    await machine.want();
    await machine.want();
    expect(asked).toEqual([['machine.measure', { again: false }]]);
    expect(machine.state.status).toBe('measuring');
    expect(predict()?.time).toBeUndefined();
    expect(predict()?.fits).toBe('yes');
    tell(ready);
    expect(predict()?.time?.secondsPerEpoch).toBeGreaterThan(0);
    await machine.measureAgain();
    expect(asked[1]).toEqual(['machine.measure', { again: true }]);
  });

  it('is quietly unknown where it cannot be asked for', async () => {
    const { machine, predict } = open(() => Promise.reject(new Error('no program')));
    await machine.want();
    expect(machine.state).toEqual({ status: 'unavailable', trainings: [] });
    expect(predict()?.time).toBeUndefined();
  });
});
