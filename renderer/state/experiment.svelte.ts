import {
  findPreset,
  inferArchitecture,
  nodesWithin,
  parseArchitecture,
  presets,
  type Architecture,
} from '../../core/model/index.ts';
import { defaultRecipe, readyExperiment } from '../../core/protocol/ready-experiment.ts';
import type { Recipe } from '../../core/protocol/recipe.ts';
import { runSpecSchema, type BackendChoice, type DataChoice, type RunSpec } from '../../core/protocol/run-spec.ts';
import type { DatasetSummary } from '../../core/protocol/runs.ts';
import type { Transfer, TransferSource } from '../../core/protocol/transfer.ts';
import { emptyArchitecture } from './empty-architecture.ts';
import type { Session } from './session.svelte.ts';

/** The run that an experiment is made of. */
export interface ParentRun {
  readonly id: string;
  readonly name: string;
  readonly spec: RunSpec;
}

const draftKey = 'blockyard.experiment';
const ready = readyExperiment();
/** The experiment that is being set up: what the Train place edits and what becomes a run. Kept from one start to the next. */
export class Experiment {
  architecture = $state.raw<Architecture>(emptyArchitecture(''));
  data = $state.raw<DataChoice>(ready.data);
  recipe = $state.raw<Recipe>(ready.recipe);
  backend = $state<BackendChoice>('auto');
  /** Trained weights to begin with, if any. */
  transfer = $state.raw<Transfer | undefined>();
  /** The person's own name; undefined: made of the network and the data. */
  ownName = $state<string | undefined>();
  /** The run whose settings are being changed here, if any: what is started is then a fork of it. */
  parent = $state.raw<ParentRun | undefined>();
  readonly dataset: DatasetSummary | undefined = $derived.by(() =>
    this.#session.datasets?.find(({ name }) => name === this.data.dataset),
  );
  readonly name = $derived(this.ownName ?? `${this.architecture.name} on ${this.dataset?.title ?? this.data.dataset}`);
  /** Name of the preset that the network is, if it is one. */
  readonly preset = $derived(presetOf(this.architecture));
  readonly inference = $derived.by(() => {
    const dataset = this.dataset;
    return dataset === undefined
      ? undefined
      : inferArchitecture(this.architecture, { input: dataset.shape, classes: dataset.classes.length });
  });
  /** Images that are trained on and validated with, as the data choice asks. */
  readonly sizes = $derived.by(() => (this.dataset === undefined ? undefined : sizesOf(this.dataset, this.data)));
  readonly stepsPerEpoch = $derived(
    this.sizes === undefined ? undefined : Math.ceil(this.sizes.train / this.recipe.batchSize),
  );
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.adopt(ready);
    this.#restore();
  }

  /** Takes over the settings of a run, or a ready experiment. */
  adopt(spec: RunSpec, keepName = false): void {
    const parsed = parseArchitecture(spec.architecture);
    if (parsed.ok) this.architecture = parsed.value;
    this.data = spec.data;
    this.recipe = spec.recipe;
    this.backend = spec.backend;
    this.transfer = spec.transfer;
    this.ownName = keepName ? spec.name : undefined;
    this.parent = undefined;
  }

  /** Takes over the settings of a run to change them. */
  fork(id: string, spec: RunSpec): void {
    this.adopt(spec, true);
    this.parent = { id, name: spec.name, spec };
  }

  forgetParent(): void {
    this.parent = undefined;
  }

  /** Takes a network; a recipe that nobody has touched becomes the one that suits it. */
  useArchitecture(architecture: Architecture): void {
    const untouched = JSON.stringify(this.recipe) === JSON.stringify(defaultRecipe(this.preset));
    this.architecture = architecture;
    if (untouched) this.recipe = defaultRecipe(this.preset);
  }

  usePreset(name: string): void {
    const preset = findPreset(name);
    if (preset !== undefined) this.useArchitecture(preset.architecture);
  }

  change(changes: Partial<Recipe>): void {
    this.recipe = { ...this.recipe, ...changes };
  }

  /** Begins with these weights as they are; undefined: with weights of the seed. */
  takeOver(from: TransferSource | undefined): void {
    this.transfer = from && { from, fresh: [], frozen: [] };
  }

  changeTransfer(changes: Pick<Partial<Transfer>, 'fresh' | 'frozen'>): void {
    if (this.transfer !== undefined) this.transfer = { ...this.transfer, ...changes };
  }

  spec(): RunSpec {
    const { architecture, data, recipe, backend, parent } = this;
    const transfer = this.transfer && { transfer: withoutGone(this.transfer, architecture) };
    const origin = parent && { origin: { kind: 'fork', run: parent.id } as const };
    return { version: 1, name: this.name.trim(), architecture, data, recipe, backend, ...origin, ...transfer };
  }

  /** Keeps the draft for the next start. */
  keep(): void {
    try {
      const { transfer, ...spec } = this.spec();
      // A file is for the program to read only as long as it runs; weights of a run stay.
      const kept = transfer?.from.kind === 'run' && transfer.hash === undefined ? { transfer } : {};
      localStorage.setItem(draftKey, JSON.stringify({ ...spec, ...kept, ownName: this.ownName }));
    } catch {
      // Without storage the next start begins with the ready experiment.
    }
  }

  #restore(): void {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(draftKey) ?? 'null');
      const spec = runSpecSchema.safeParse(kept);
      if (!spec.success) return;
      const named = typeof kept === 'object' && kept !== null && 'ownName' in kept && typeof kept.ownName === 'string';
      this.adopt(spec.data, named);
    } catch {
      // What cannot be read is left where it is; the ready experiment stands.
    }
  }
}

/** Without the ids of blocks that the network has no more. */
function withoutGone(transfer: Transfer, architecture: Architecture): Transfer {
  const there = (ids: readonly string[]): string[] => {
    const gone = new Set(nodesWithin(architecture, ids).unknown);
    return ids.filter((id) => !gone.has(id));
  };
  return { ...transfer, fresh: there(transfer.fresh), frozen: there(transfer.frozen) };
}

export function presetOf(architecture: Architecture): string | undefined {
  // Written out only where the names agree: it is asked at every edit.
  return presets.find(
    (preset) =>
      preset.architecture === architecture ||
      (preset.architecture.name === architecture.name &&
        JSON.stringify(preset.architecture) === JSON.stringify(architecture)),
  )?.name;
}

/** As the engine splits: the limit first, then the part kept out; the test set shrinks to a fifth of the limit. */
export function sizesOf(
  dataset: Pick<DatasetSummary, 'trainSize' | 'testSize'>,
  data: DataChoice,
): { train: number; validation: number } {
  const train = Math.min(dataset.trainSize, data.limit ?? Infinity);
  if (data.validation.kind === 'split') {
    const validation = Math.round(train * data.validation.fraction);
    return { train: train - validation, validation };
  }
  if (data.validation.kind === 'fold') {
    const { index, of } = data.validation;
    const validation = Math.max(0, Math.ceil((train - (index - 1)) / of));
    return { train: train - validation, validation };
  }
  const validation =
    data.limit === undefined ? dataset.testSize : Math.min(dataset.testSize, Math.floor(data.limit / 5));
  return { train, validation };
}
