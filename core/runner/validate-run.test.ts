import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { checkSpace, validateRun } from './validate-run.ts';

const ready = readyExperiment();
const sequence = (children: unknown[]): unknown => ({
  format: 'blockyard.architecture',
  version: 1,
  name: 'Mine',
  root: { id: 'root', kind: 'sequence', children },
});

describe('validateRun', () => {
  it('completes what it is given', () => {
    const valid = validateRun({
      ...ready,
      architecture: sequence([{ kind: 'flatten' }, { kind: 'dense', units: 'classes', activation: 'softmax' }]),
    });
    expect(valid).toMatchObject({ parameters: 7850, architecture: { name: 'Mine' } });
    // Ids are there, so that what is said of a node later can be found again.
    expect(validateRun(valid.spec)).toEqual(valid);
  });

  it.each<[unknown, string, RegExp]>([
    [undefined, 'invalid-run-spec', /of the run/],
    [{ ...ready, name: ' ' }, 'invalid-run-spec', /The setting name/],
    [{ ...ready, recipe: { ...ready.recipe, epochs: 0 } }, 'invalid-run-spec', /The setting recipe\.epochs/],
    [{ ...ready, recipe: { ...ready.recipe, learningRate: NaN } }, 'invalid-run-spec', /recipe\.learningRate/],
    [
      { ...ready, recipe: { ...ready.recipe, optimizer: { kind: 'adagrad' } } },
      'invalid-run-spec',
      /recipe\.optimizer/,
    ],
    [{ ...ready, data: { dataset: 'cats' } }, 'unknown-dataset', /no dataset called "cats"/],
    [{ ...ready, architecture: 7 }, 'invalid-architecture', /At the document:/],
    [
      {
        ...ready,
        architecture: sequence([
          { kind: 'conv', filters: 4, kernelSize: [60, 60], padding: 'valid' },
          { kind: 'flatten' },
        ]),
      },
      'invalid-architecture',
      /"Mine" cannot be used\. At root/,
    ],
  ])('refuses %#', (spec, code, words) => {
    expect(() => validateRun(spec)).toThrow(words);
    expect(() => validateRun(spec)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code }) as unknown }) as Error,
    );
  });
});

describe('checkSpace', () => {
  it('refuses weights that would not fit on the disk', async () => {
    await expect(checkSpace(tmpdir(), 1e15)).rejects.toMatchObject({
      problem: { code: 'no-space', facts: { path: tmpdir() } },
    });
    await expect(checkSpace(tmpdir(), 1000)).resolves.toBeUndefined();
  });
});
