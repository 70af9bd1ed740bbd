import type { DataChoice, RunSpec } from '../../../core/protocol/run-spec.ts';
import type { Transfer } from '../../../core/protocol/transfer.ts';
import type { Dictionary } from '../../i18n/en.ts';
import { augmentationWords } from '../../lib/format/augmentation-words.ts';
import type { Format } from '../../lib/format/format.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

type FactWords = Pick<Dictionary, 'recipe' | 'augmentation' | 'layers' | 'transfer' | 'evaluate'>;

/** A run's settings in words, in the order of the recipe form; what is off is left out. */
export function recipeFacts(
  spec: RunSpec,
  { recipe: words, augmentation, layers, transfer, evaluate }: FactWords,
  format: Format,
): readonly Fact[] {
  const { recipe, data } = spec;
  const { optimizer, schedule } = recipe;
  const facts: Fact[] = [
    { label: words.epochs, value: format.integer(recipe.epochs) },
    { label: words.batchSize, value: format.integer(recipe.batchSize) },
    { label: words.optimizer, value: words.optimizers[optimizer.kind] },
    { label: words.learningRate, value: String(recipe.learningRate) },
  ];
  for (const [name, value] of Object.entries(optimizer)) {
    if (name === 'kind') continue;
    facts.push({
      label: knobLabel(name, words),
      value: typeof value === 'boolean' ? (value ? words.on : words.off) : String(value),
    });
  }
  facts.push({ label: words.schedule, value: words.schedules[schedule.kind] });
  if (schedule.kind === 'step')
    facts.push(
      { label: words.at, value: schedule.at.join(', ') },
      { label: words.factor, value: String(schedule.factor) },
    );
  if (schedule.kind === 'cosine') facts.push({ label: words.floor, value: String(schedule.floor) });
  if (schedule.kind === 'oneCycle') facts.push({ label: words.rise, value: String(schedule.rise) });
  if (recipe.warmup > 0) facts.push({ label: words.warmup, value: String(recipe.warmup) });
  if (recipe.labelSmoothing > 0) facts.push({ label: words.labelSmoothing, value: String(recipe.labelSmoothing) });
  if (recipe.l2 > 0) facts.push({ label: words.l2, value: String(recipe.l2) });
  if (recipe.classWeights !== 'none')
    facts.push({ label: words.classWeights, value: words.classWeightKinds[recipe.classWeights] });
  const varied = augmentationWords(recipe.augmentation, augmentation);
  if (varied !== '') facts.push({ label: augmentation.title, value: varied });
  if (recipe.mixedPrecision) facts.push({ label: words.mixedPrecision, value: words.on });
  if (recipe.layerFigures > 0)
    facts.push({ label: layers.record, value: `${format.integer(recipe.layerFigures)} ${layers.recordUnit}` });
  facts.push({ label: words.seed, value: String(recipe.seed) });
  if (data.limit !== undefined)
    facts.push({ label: words.limit, value: `${format.integer(data.limit)} ${words.limitUnit}` });
  facts.push(
    { label: words.validation, value: validationWords(data.validation, words, format) },
    { label: words.backend, value: words.backends[spec.backend] },
  );
  if (spec.transfer !== undefined) facts.push(...transferFacts(spec.transfer, { transfer, evaluate }));
  return facts;
}

function transferFacts(
  { from, fresh, frozen }: Transfer,
  { transfer: words, evaluate }: Pick<FactWords, 'transfer' | 'evaluate'>,
): readonly Fact[] {
  const source = from.kind === 'run' ? words.factRun(from.run, evaluate.weightKinds[from.weights]) : from.path;
  return [
    { label: words.fact, value: source },
    { label: words.freshFact, value: fresh.join(', ') },
    { label: words.frozenFact, value: frozen.join(', ') },
  ].filter(({ value }) => value !== '');
}

function validationWords(validation: DataChoice['validation'], words: Dictionary['recipe'], format: Format): string {
  switch (validation.kind) {
    case 'test':
      return words.validations.test;
    case 'split':
      return `${words.validations.split}, ${format.percent(validation.fraction, 0)}`;
    case 'fold':
      return words.foldOf(format.integer(validation.index), format.integer(validation.of));
  }
}

function knobLabel(name: string, words: Dictionary['recipe']): string {
  switch (name) {
    case 'momentum':
    case 'nesterov':
    case 'beta1':
    case 'beta2':
    case 'epsilon':
    case 'rho':
    case 'weightDecay':
      return words[name];
    default:
      return name;
  }
}
